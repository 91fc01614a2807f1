// Passkeys: show their buttons if this browser supports them, and show errors on the page. Without
// this script the buttons stay hidden, and the other ways to sign in remain.
const SAID = {
  NotAllowedError: "The passkey was not used: it was cancelled, or it took too long. Try again.",
  InvalidStateError: "This device holds a passkey for your account already.",
  SecurityError: "This address of the site cannot use passkeys. Use the site’s name, not its number.",
};

document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  const ids = ["passkey_login", "mfa_webauthn_authenticate", "mfa_webauthn_reauthenticate", "mfa_webauthn_add"];
  for (const id of ids) document.getElementById(id)?.removeAttribute("hidden");
});

document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey-fault");
  if (!place) return;
  event.preventDefault();
  place.textContent = SAID[event.detail.exception.name] ?? "The passkey could not be used. Try again, or sign in another way.";
  place.hidden = false;
});
