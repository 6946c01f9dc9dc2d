// What is typed in a form[data-keep] stays on this device until the server has it: encrypted with AES-GCM, under a key
// which the server gives to a signed-in person for this device (body[data-keeping-url]) and which only the open page
// holds. Whatever is still there when a page opens is sent first. Signing out deletes it and the name of the device.
(() => {
  const OLDEST = 7 * 24 * 3600 * 1000;
  const written = new TextEncoder(), read = new TextDecoder();
  const url = () => document.body.dataset.keepingUrl;
  const says = (what, shown = true) => document.querySelectorAll(`[data-kept-says="${what}"]`).forEach((note) => { note.hidden = !shown; });
  window.keeping = { says, keep() {}, forget() {} };
  if (!window.indexedDB || !window.crypto?.subtle) return;

  let base;
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open("kept", 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore("answers", { keyPath: "id" }); asked.result.createObjectStore("device"); };
    asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); done(asked.result); };
    asked.onerror = () => fail(asked.error);
  });
  const stored = async (name, mode, act) => {
    base ||= open();
    const [place, result] = [(await base).transaction(name, mode), {}];
    return new Promise((done, fail) => {
      result.of = act(place.objectStore(name));
      place.oncomplete = () => done(result.of.result);
      place.onerror = place.onabort = () => fail(place.error);
    });
  };
  const device = async () => {
    const known = await stored("device", "readonly", (place) => place.get("id"));
    if (known) return known;
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
    await stored("device", "readwrite", (place) => place.put(id, "id"));
    return id;
  };
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
  const post = (to, body, headers = {}) => fetch(to, { method: "POST", body, headers: { "X-CSRFToken": token(), "X-Background": "1", ...headers } });
  let secret;
  const ask = async () => {
    const answer = await post(url(), new URLSearchParams({ device: await device() }));
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const bytes = Uint8Array.from(atob((await answer.json()).key), (letter) => letter.charCodeAt(0));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  };
  const key = () => secret ||= ask().catch(() => { secret = null; return null; });

  // One after the other, so that forgetting never overtakes keeping.
  let line = Promise.resolve();
  const next = (act) => line = line.then(act).catch(() => null);
  const idOf = (form) => form.elements.page.value;
  const drop = (id) => stored("answers", "readwrite", (place) => place.delete(id));
  const forget = (form) => next(() => drop(idOf(form)));
  const keep = (form, once) => {
    const id = idOf(form), body = new URLSearchParams(new FormData(form));
    body.delete("csrfmiddlewaretoken");
    const plain = written.encode(JSON.stringify({ url: form.getAttribute("hx-post"), body: body.toString(), once }));
    return next(async () => {
      const held = await key();
      if (!held) return;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: written.encode(id) }, held, plain);
      await stored("answers", "readwrite", (place) => place.put({ id, iv, sealed, at: Date.now() }));
    });
  };
  const opened = async (row, held) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: written.encode(row.id) }, held, row.sealed);
    return JSON.parse(read.decode(plain));
  };

  // Two people answered: the page that shows both opens when the worker asks for it.
  const compare = (kept, id) => {
    says("clash");
    document.querySelector("[data-kept-compare]")?.addEventListener("click", async () => {
      const form = Object.assign(document.createElement("form"), { method: "post", action: kept.url, hidden: true });
      const fields = new URLSearchParams(kept.body);
      fields.set("csrfmiddlewaretoken", token());
      for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      document.body.append(form);
      await drop(id);
      form.submit();
    }, { once: true });
  };
  const deliver = async (row, held) => {
    let kept;
    try { kept = await opened(row, held); } catch { if (Date.now() - row.at > OLDEST) await drop(row.id); return ""; }
    const headers = { "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": kept.once };
    const answer = await post(kept.url, kept.body, headers);
    if (answer.ok && answer.headers.get("X-Clash")) { compare(kept, row.id); return ""; }
    if (![200, 400, 403, 404, 409, 410, 413].includes(answer.status)) return "";
    await drop(row.id);
    says(answer.ok ? "sent" : "closed");
    return answer.ok ? kept.url : "";
  };
  const deliverAll = async () => {
    const rows = await stored("answers", "readonly", (place) => place.getAll());
    const held = rows.length && await key();
    if (!held) return;
    const sent = [];
    for (const row of rows) sent.push(await deliver(row, held));
    if (sent.includes(location.pathname) && document.querySelector("form[data-keep]")) location.reload();
  };
  const wipe = async () => { await Promise.all(["answers", "device"].map((name) => stored(name, "readwrite", (place) => place.clear()))); secret = null; };

  Object.assign(window.keeping, { keep, forget });
  document.addEventListener("DOMContentLoaded", () => {
    if (!url()) return;
    if (document.querySelector("form[data-keep]")) key();
    next(deliverAll);
    window.addEventListener("online", () => { if (!document.querySelector("form[data-keep]")) next(deliverAll); });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-wipes]") || form.dataset.wiped) return;
    event.preventDefault();
    form.dataset.wiped = "1";
    next(wipe).then(() => form.submit());
  });
})();
