// The style sheet shows the meaning of an abbreviation. While the pointer is on it, move its title
// to data-title, or the browser would show it a second time.
function whenAbbreviation(event, act) {
  const heard = ({ target }) => target.matches?.(".cpd-abbr") && act(target);
  document.addEventListener(event, heard, true);
}

function move(abbr, name, other) {
  if (!abbr.hasAttribute(name)) return;
  abbr.setAttribute(other, abbr.getAttribute(name));
  abbr.removeAttribute(name);
}

whenAbbreviation("pointerenter", (abbr) => move(abbr, "title", "data-title"));
whenAbbreviation("pointerleave", (abbr) => move(abbr, "data-title", "title"));

// Escape hides it until the pointer or the focus comes back.
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const abbr of document.querySelectorAll(".cpd-abbr:is(:hover, :focus), :focus > .cpd-abbr")) {
    abbr.classList.add("is-dismissed");
  }
});
whenAbbreviation("pointerleave", (abbr) => abbr.classList.remove("is-dismissed"));
document.addEventListener("focusout", ({ target }) => {
  for (const abbr of [target, ...target.children]) abbr.classList.remove("is-dismissed");
});
