// form[data-passkey="add"|"get"]: asks the device for a passkey before the form is sent. The options stand in the
// element data-passkey-options names, or are fetched from data-passkey-fetch; the answer goes into data-passkey-field.
(() => {
  const optionsOf = async (form) => {
    if (!form.dataset.passkeyFetch) return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
    const answer = await fetch(form.dataset.passkeyFetch, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const ask = async (form) => {
    const options = await optionsOf(form);
    if (form.dataset.passkey === "get") return window.webauthnJSON.get(options.request_options);
    const wanted = JSON.parse(JSON.stringify(options.creation_options));
    const alone = form.elements.passwordless?.checked;
    Object.assign(wanted.publicKey.authenticatorSelection, {
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: Boolean(alone),
      ...(alone ? { userVerification: "required" } : {}),
    });
    return window.webauthnJSON.create(wanted);
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; }));
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-passkey]")) return;
    event.preventDefault();
    const problem = form.querySelector("[data-passkey-problem]") || document.querySelector("[data-passkey-problem]");
    try {
      document.getElementById(form.dataset.passkeyField).value = JSON.stringify(await ask(form));
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      if (problem) problem.hidden = false;
    }
  });
})();
