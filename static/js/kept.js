// If this browser stores a list or a sheet, each page says so and offers to clear it. Only then is
// the script of lists loaded, so that a first visit is light. A page may run this twice: alone, and
// in the script of the site.
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
