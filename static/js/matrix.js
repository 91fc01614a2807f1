// On narrow screens the matrix is laid out as blocks, and Safari then drops its table semantics.
// Explicit roles restore them; HTML does not allow these roles in the page itself.
const ROLES = {
  table: "table",
  thead: "rowgroup",
  tbody: "rowgroup",
  tr: "row",
  td: "cell",
  "th[scope=col]": "columnheader",
  "th[scope=row], th[scope=rowgroup]": "rowheader",
};

function sayRoles() {
  for (const matrix of document.querySelectorAll(".cpd-matrix")) {
    for (const [part, role] of Object.entries(ROLES)) {
      for (const node of part === "table" ? [matrix] : matrix.querySelectorAll(part)) {
        node.setAttribute("role", role);
      }
    }
  }
}

sayRoles();
document.addEventListener("htmx:afterSwap", sayRoles);

// Close a filter on Escape, when the focus leaves it, and on a click elsewhere: an open one would
// cover the focused element.
function close(facet) {
  facet.open = false;
}

document.addEventListener("keydown", ({ key, target }) => {
  const facet = key === "Escape" && target.closest?.(".cpd-facet[open]");
  if (facet) {
    close(facet);
    facet.querySelector("summary").focus();
  }
});

for (const gone of ["focusin", "click"]) {
  document.addEventListener(gone, ({ target }) => {
    for (const facet of document.querySelectorAll(".cpd-facet[open]")) {
      if (!facet.contains(target)) close(facet);
    }
  });
}

// Add to a line's address the stage that somebody comes from. Filtered pages render it; for a whole
// grid that would be too much HTML.
for (const opened of ["click", "auxclick"]) {
  document.addEventListener(opened, ({ target }) => {
    const line = target.closest?.(".cpd-matrix tr[id] .cpd-opps > li > a:not([class])");
    if (line) line.search = `?stage=${line.closest("tr").id}`;
  });
}

// Load the script of lists when the pointer reaches a line (kept.js, in the same script).
for (const pointed of ["pointerover", "focusin"]) {
  document.addEventListener(pointed, ({ target }) => {
    if (target.closest?.("[data-listed] .cpd-opps")) window.fetchForLists();
  });
}

// If the fragment cannot be loaded, load the whole page, which can say why.
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, ({ target }) => target.closest(".cpd-filter")?.submit());
}
