// The page of a draft. Everything here is a convenience: the page works without.
const announce = document.getElementById("announce");

// Keep the scroll position of the focused element, or of the first visible stage, when the whole
// draft is swapped. The browser's own scroll anchoring would use an element that is removed.
let stood = null;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.id !== "draft") return;
  const rows = [...document.querySelectorAll("#draft tbody tr")];
  const row = rows.find((each) => each.getBoundingClientRect().bottom > 100);
  stood = row && { id: row.id, top: row.getBoundingClientRect().top };
});
document.addEventListener("htmx:afterSwap", () => {
  const row = stood && document.getElementById(stood.id);
  if (row) window.scrollBy({ top: row.getBoundingClientRect().top - stood.top, behavior: "instant" });
  stood = null;
});

// Focus the element, or what it leads to, and scroll it into view if needed.
function lookAt(id) {
  const target = id && document.getElementById(id);
  if (!target) return;
  (target.querySelector("a") ?? target).focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// After a change, focus what changed and announce what was done.
document.addEventListener("cpd:focus", ({ detail }) => {
  if (detail.next) openNext(detail.next);
  else if (side.open) closeSide();
  const said = document.getElementById("said");
  if (announce && said) announce.textContent = said.textContent;
  document.querySelector(".cpd-messages")?.remove(); // it is about an earlier change
  if (detail.next) return;
  lookAt((detail.any && nearest(document.querySelectorAll(".is-saved"))) || detail.id);
});

// “Save and next line”: show the next line in the panel, and behind it in the grid.
function openNext(address) {
  unsaved = false;
  const line = document.querySelector(`#draft [data-hx-get="${address}"]`);
  line?.scrollIntoView({ block: "center", behavior: "instant" });
  window.htmx.ajax("GET", address, { source: line ?? side, target: side, swap: "innerHTML" });
}

// Of several lines with the same change, choose the nearest.
function nearest(lines) {
  return [...lines].toSorted((one, other) => away(one) - away(other))[0]?.id;
}
function away(line) {
  return Math.abs(line.getBoundingClientRect().top - window.innerHeight / 2);
}
document.addEventListener("htmx:beforeRequest", () => {
  for (const line of document.querySelectorAll(".is-saved")) line.classList.remove("is-saved");
});

// A form opens in the panel, away from the line. Focus its words, the result of reading them, or
// its errors.
const side = document.getElementById("side");
let unsaved = false;
let sending = false;
document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  const editor = side.querySelector("[data-editor]");
  if (!editor || !(target === side || editor === target || editor.contains(target))) return;
  if (!side.open) {
    const from = detail.requestConfig?.elt?.getBoundingClientRect();
    side.classList.toggle("cpd-side--left", Boolean(from) && from.left > window.innerWidth / 2);
    side.showModal();
    unsaved = false;
  }
  editor.querySelector(".govuk-error-summary, [data-first], textarea")?.focus();
  if (editor.matches("[data-saved]")) unsaved = false;
  if (editor.querySelector("[data-pasted], .govuk-error-summary")) unsaved = true;
});

function closeSide() {
  unsaved = false;
  side.close();
  side.replaceChildren();
}

// Never lose unsaved words to another click. Do not ask whether to leave while a form is being
// submitted without htmx.
side.addEventListener("input", () => {
  unsaved = true;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!unsaved || event.detail.requestConfig.verb !== "get" || !side.contains(event.target)) return;
  event.preventDefault();
  say("Save your words first, or press Cancel to leave without them.");
});
document.addEventListener("submit", () => {
  unsaved = false;
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.failed && detail.elt.closest("[data-editor]")) unsaved = true;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved && !sending && side.open) event.preventDefault();
});

// Escape and a click beside the panel close it like Cancel; ask once about unsaved words. Ctrl and
// Enter save.
let leaving = false;
function leave() {
  if (unsaved && !leaving) {
    leaving = true;
    say("Your words are not saved. Press Escape again, or Cancel, to leave without them.");
    return;
  }
  leaving = false;
  side.querySelector("[data-cancel]").click();
}
function say(sentence) {
  const asked = side.querySelector("[data-asked]");
  (asked ?? announce).textContent = sentence;
}
side.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    side.querySelector("form").requestSubmit();
  }
  if (event.key === "Escape") {
    event.preventDefault();
    leave();
  } else leaving = false;
});
side.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});
side.addEventListener("click", (event) => {
  const cancel = event.target.closest("[data-cancel]");
  if (event.target === side) leave();
  if (!cancel) return;
  event.preventDefault();
  closeSide();
  lookAt(cancel.dataset.cancel);
});

// If htmx cannot get a fragment, submit the form or follow the link without it, and the page says
// why; after dragging, reload this page, which says it.
document.addEventListener("htmx:responseError", ({ detail }) => {
  sending = !detail.elt.href; // a link is asked about unsaved words
  window.retryWithoutHtmx(detail);
});
document.addEventListener("htmx:sendError", () => {
  say("The site cannot be reached. Your words are still here: try again.");
});

// Say how many lines are selected: most of them are out of sight.
function countSelected() {
  const said = document.getElementById("selected");
  if (!said) return;
  const count = document.querySelectorAll("[form=several]:checked").length;
  said.textContent = count ? `${count} ${count === 1 ? "line" : "lines"} selected` : "";
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[form=several]")) countSelected();
});
window.addEventListener("pageshow", countSelected); // back here, the browser ticks them again

// Drag a line to another cell, or before another line.
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
