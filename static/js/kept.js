// Where this browser keeps a list or a sheet, each page says so, with the way to clear it. What lists
// need comes then alone, so that a first visit is light. Pages may have this twice: alone, and in
// the script of the site.
function fetchForLists() {
  const later = document.getElementById("for-lists");
  if (later && !document.querySelector("script[data-forget]")) later.replaceWith(later.content);
}

function keepsForLists() {
  try {
    return Boolean(localStorage.getItem("cpd-list") || localStorage.getItem("cpd-sheet"));
  } catch {
    return false;
  }
}

if (keepsForLists()) fetchForLists();
