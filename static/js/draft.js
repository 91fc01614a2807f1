// The page of a draft. Everything here is a convenience: the page works without.
const announce = document.getElementById("announce");

// After a change the part of the page is another: the focus goes back to where the person was.
document.addEventListener("cpd:focus", ({ detail }) => {
  const said = document.getElementById("said");
  if (announce && said) announce.textContent = said.textContent;
  document.querySelector(".cpd-messages")?.remove(); // it told of what was done before
  const target = detail.id && document.getElementById(detail.id);
  if (target) (target.querySelector("a") ?? target).focus();
});

// A form that opens takes the focus: its words, what was read in them, or what is wrong.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const editor = target.closest?.("[data-editor]") ?? target.querySelector?.("[data-editor]");
  editor?.querySelector(".govuk-error-summary, [data-first], textarea")?.focus();
  if (editor?.querySelector("[data-pasted], .govuk-error-summary")) unsaved = true;
});

// Words that were typed and not saved are never lost to another click. While they are being sent
// the plain way nobody is asked whether to leave.
let unsaved = false;
let sending = false;
document.addEventListener("input", ({ target }) => {
  if (target.closest("[data-editor]")) unsaved = true;
});
document.addEventListener("submit", () => {
  unsaved = false;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (elt.closest("[data-editor]")) {
    if (elt.dataset.cancel) unsaved = false;
    return;
  }
  const open = document.querySelector("[data-editor]");
  if (!open || !unsaved) return;
  event.preventDefault();
  announce.textContent = "Save or cancel the words you are writing first.";
  open.scrollIntoView({ block: "center" });
  open.querySelector("[data-first], textarea").focus();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.failed && detail.elt.closest("[data-editor]")) unsaved = true;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved && !sending && document.querySelector("[data-editor]")) event.preventDefault();
});

// Escape leaves a form as its link does; words that are not saved are asked for once.
let leaving = false;
document.addEventListener("keydown", (event) => {
  const editor = event.target.closest?.("[data-editor]");
  if (event.key !== "Escape" || event.isComposing || !editor) {
    leaving = false;
    return;
  }
  if (unsaved && !leaving) {
    leaving = true;
    announce.textContent = "Press Escape again to leave without saving your words.";
    return;
  }
  leaving = false;
  editor.querySelector("[data-cancel]").click();
});

// Where a part cannot be had, the form is sent or the link followed the plain way, and the page
// says why; after dragging, this page is asked for again and says it.
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, ({ detail }) => {
    const form = detail.elt.closest("form");
    if (failed === "htmx:responseError" && form?.method === "post") {
      sending = true;
      form.submit();
    } else if (failed === "htmx:responseError" && detail.elt.href) location.assign(detail.elt.href);
    else if (failed === "htmx:responseError" && detail.elt.id === "draft") location.reload();
    else announce.textContent = "The site cannot be reached. Your words are still here: try again.";
  });
}

// Leaving a form by its link brings the focus back to the line.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const back = detail.requestConfig?.elt?.dataset?.cancel;
  const target = back && document.getElementById(back);
  if (target) (target.querySelector("a") ?? target).focus();
});

// A line can be dragged to another cell, or before another line.
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-line]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.textContent);
  dragged.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const cell = dragged && event.target.closest?.("[data-cell]");
  if (!cell) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".is-over")) other.classList.remove("is-over");
  cell.classList.add("is-over");
});
document.addEventListener("drop", (event) => {
  const cell = dragged && event.target.closest?.("[data-cell]");
  if (!cell) return;
  event.preventDefault();
  const before = event.target.closest("[data-line]");
  const values = { do: "move", line: dragged.dataset.line, cell: cell.dataset.cell };
  if (before && before !== dragged) values.before = before.dataset.line;
  const draft = document.getElementById("draft");
  window.htmx.ajax("POST", draft.dataset.place, { source: draft, target: "#draft", swap: "outerHTML", values });
});
document.addEventListener("dragend", () => {
  for (const node of document.querySelectorAll(".is-over, .is-dragged")) {
    node.classList.remove("is-over", "is-dragged");
  }
  dragged = null;
});
