// The page of an update. Everything here is a convenience: the page works without.
const announce = document.getElementById("announce");

// After an answer the focus goes to the question, or to the next one that is open.
document.addEventListener("cpd:focus", ({ detail }) => {
  const target = document.getElementById(detail.id);
  target?.scrollIntoView({ block: "start" });
  (target?.querySelector(".govuk-error-message, .cpd-item__where") ?? target)?.closest("[tabindex]")?.focus({ preventScroll: true });
  announce.textContent = document.querySelector("#apply-why strong").textContent;
});

// Where a part cannot be had, the form is sent the plain way; or the page says why.
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, ({ detail }) => {
    if (failed === "htmx:responseError") detail.elt.closest("form")?.submit();
    else announce.textContent = "The site cannot be reached. Your answer is still here: try again.";
  });
}
