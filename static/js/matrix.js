// On narrow screens the matrix is laid out as blocks, and Safari then forgets that it is a table.
// Saying the roles helps it; HTML does not allow them to be written in the page.
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

// A filter is put away by Escape, by leaving it, and by a click elsewhere: open, it would lie over
// what has the focus.
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

// A line says from which stage somebody comes to its page. Filtered, its address says so; in a whole
// grid that would weigh too much.
for (const opened of ["click", "auxclick"]) {
  document.addEventListener(opened, ({ target }) => {
    const line = target.closest?.(".cpd-matrix tr[id] .cpd-opps > li > a:not([class])");
    if (line) line.search = `?stage=${line.closest("tr").id}`;
  });
}

// What lists need comes when a line is pointed at that can be added (kept.js, in the same script).
for (const pointed of ["pointerover", "focusin"]) {
  document.addEventListener(pointed, ({ target }) => {
    if (target.closest?.("[data-listed] .cpd-opps")) window.fetchForLists();
  });
}

// Where the part cannot be had, the whole page is asked for, which can say why.
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, ({ target }) => target.closest(".cpd-filter")?.submit());
}
