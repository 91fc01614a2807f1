// The page of an update. Everything here is a convenience: the page works without.
const announce = document.getElementById("announce");

// After an answer, keep the question's position on the screen. Focus its error, or the answer, or
// the question; and announce the progress.
let stood = 0;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  stood = target.getBoundingClientRect().top;
});
document.addEventListener("cpd:focus", ({ detail }) => {
  const question = document.getElementById(detail.id);
  if (!question) return;
  const focused = question.querySelector(".govuk-error-message[tabindex], .is-chosen") ?? question;
  focused.focus({ preventScroll: true });
  window.scrollBy({ top: question.getBoundingClientRect().top - stood, behavior: "instant" });
  if (focused !== question) focused.scrollIntoView({ block: "nearest", behavior: "instant" });
  const said = question.querySelector(".cpd-item__said span")?.textContent ?? "";
  announce.textContent = `${said} ${document.querySelector("#apply-why strong").textContent}`;
});

// If htmx cannot get the fragment, submit the form without it; or the page says why.
document.addEventListener("htmx:responseError", ({ detail }) => window.retryWithoutHtmx(detail));
document.addEventListener("htmx:sendError", () => {
  announce.textContent = "The site cannot be reached. Your answer is still here: try again.";
});
