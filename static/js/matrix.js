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
