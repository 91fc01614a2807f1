// If htmx cannot get a fragment, make the same request without it, so that the page says why: follow
// the link, or submit the form with the button that was pressed.
let isWithout = false;
document.addEventListener(
  "submit",
  (event) => {
    if (isWithout) event.stopImmediatePropagation(); // or htmx would submit the form again
  },
  { capture: true },
);

// Takes the detail of htmx:responseError. For what is neither link nor form, reload the page.
window.retryWithoutHtmx = ({ elt, requestConfig }) => {
  const form = elt.form ?? elt.closest("form");
  if (elt.href) location.assign(elt.href);
  else if (form) {
    isWithout = true;
    form.requestSubmit(elt.form ? elt : requestConfig.triggeringEvent?.submitter);
    isWithout = false;
  } else location.reload();
};
