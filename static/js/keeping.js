// What is typed in a form[data-keep] stays on this device until the server has it: encrypted with AES-GCM, under a key
// which the server gives to a signed-in person for this device (body[data-keeping-url]) and which only the open page
// holds. What other pages left is sent when a page opens, when the network is back, and again with growing pauses;
// [data-kept-count] says how many answers wait. Signing out deletes it and the name of the device. In a client's hands
// (body[data-keeping-about]) a page keeps under a key of its own, for the address in form[data-keep-url], and sends
// nothing of other pages: the worker's next page does.
(() => {
  const OLDEST = 7 * 24 * 3600 * 1000;
  const WAITS = [2000, 5000, 15000, 30000];
  const PATIENCE = 20000;
  const FINAL = [400, 404, 410, 413];
  const written = new TextEncoder(), read = new TextDecoder();
  const url = () => document.body.dataset.keepingUrl;
  const forms = (which) => [...document.querySelectorAll(`form${which}`)];
  const says = (what, shown = true) => document.querySelectorAll(`[data-kept-says="${what}"]`).forEach((note) => { note.hidden = !shown; });
  let elsewhere = 0;
  const count = () => {
    const all = forms("[data-waiting]").reduce((sum, form) => sum + Number(form.dataset.waiting), elsewhere);
    document.querySelectorAll("[data-kept-count]").forEach((place) => { place.textContent = all; });
    says("waiting", all > 0);
  };
  // Whether repeating is of no use: the portal itself said no. It says "busy" when it may say yes a little later, and
  // nothing when it was not the portal that answered, or when the token of the page is out of date.
  const refused = (status, why) => FINAL.includes(status) || ([403, 409, 422].includes(status) && Boolean(why) && why !== "busy");
  window.keeping = { says, count, refused, keep: async () => false, forget() {}, kept: async () => 0 };
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
      if (mode === "readwrite") place.commit?.();
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
  const post = (to, body, headers = {}) => fetch(to, { method: "POST", body, headers: { "X-CSRFToken": token(), "X-Background": "1", ...headers }, signal: AbortSignal.timeout?.(PATIENCE) });
  let secrets = {};
  const ask = async (about) => {
    const answer = await post(url(), new URLSearchParams({ device: await device(), about }));
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const bytes = Uint8Array.from(atob((await answer.json()).key), (letter) => letter.charCodeAt(0));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  };
  const inHands = () => document.body.dataset.keepingAbout || "";
  const key = (about = inHands()) => secrets[about] ||= ask(about).catch(() => { delete secrets[about]; return null; });

  // One after the other, so that forgetting never overtakes keeping; nothing here waits for an answer of the server
  // but the first question for the key.
  let line = Promise.resolve();
  const next = (act) => line = line.then(act).catch(() => null);
  const idOf = (form) => form.elements.page.value;
  const drop = (id) => stored("answers", "readwrite", (place) => place.delete(id));
  const forget = (form) => next(() => drop(idOf(form)));
  const keep = (form, once, answers) => {
    const id = idOf(form), body = new URLSearchParams(new FormData(form));
    body.delete("csrfmiddlewaretoken");
    const plain = written.encode(JSON.stringify({ url: form.dataset.keepUrl || form.getAttribute("hx-post"), body: body.toString(), once, answers }));
    return next(async () => {
      const held = await key();
      if (!held) return false;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: written.encode(id) }, held, plain);
      await stored("answers", "readwrite", (place) => place.put({ id, iv, sealed, at: Date.now(), about: inHands() }));
      return true;
    }).then(Boolean);
  };
  const opened = async (row, held) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: written.encode(row.id) }, held, row.sealed);
    return JSON.parse(read.decode(plain));
  };

  // Two people answered: the page that shows both opens when the worker asks for it. One after the other.
  const compare = (kept) => {
    says("clash");
    const button = document.querySelector("[data-kept-compare]:not([data-for])");
    if (!button) return;
    button.dataset.for = kept.url;
    button.addEventListener("click", () => {
      const form = Object.assign(document.createElement("form"), { method: "post", action: kept.url, hidden: true });
      const fields = new URLSearchParams(kept.body);
      fields.set("csrfmiddlewaretoken", token());
      for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      document.body.append(form);
      form.submit();
    });
  };
  // How many answers of a page are still to be sent, and the address of a page whose answers arrived.
  const deliver = async (row) => {
    const held = await key(row.about || "");
    if (!held) return { unknown: true };
    let kept;
    try { kept = await opened(row, held); } catch { if (Date.now() - row.at > OLDEST) await drop(row.id); return {}; }
    const headers = { "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": kept.once };
    const answer = await post(kept.url, kept.body, headers).catch(() => null);
    const word = (name) => answer?.headers.get(name);
    if (word("X-Clash")) { compare(kept); return {}; }
    const saved = answer?.ok && word("X-Saved-At");
    if (!saved && !refused(answer?.status, word("X-Refused"))) return { waits: kept.answers || 1 };
    await drop(row.id);
    if (!saved) says("closed");
    return { sent: saved && word("X-Changed") ? kept.url : "" };
  };
  const again = () => { sessionStorage.setItem("kept-says", "sent"); location.reload(); };
  let tries = 0, timer, sending = Promise.resolve();
  const deliverOthers = async () => {
    clearTimeout(timer);
    if (inHands()) return 0;
    // What this page itself shows is its own business: it is saved by the page, or was sent to open it.
    const shown = [...document.querySelectorAll("input[name=page]")].map((field) => field.value);
    const rows = (await stored("answers", "readonly", (place) => place.getAll())).filter((row) => !shown.includes(row.id));
    const done = [];
    for (const row of rows.sort((one, other) => one.at - other.at)) done.push(await deliver(row));
    elsewhere = done.reduce((sum, one) => sum + (one.waits || 0), 0);
    count();
    const sent = done.map((one) => one.sent).filter(Boolean);
    if (sent.length) says("sent");
    if (elsewhere || done.some((one) => one.unknown)) timer = setTimeout(deliverAll, WAITS[Math.min(tries++, WAITS.length - 1)]);
    else tries = 0;
    const stale = sent.length && (document.querySelector("[data-shows-answers]") || (sent.includes(location.pathname) && forms("[data-keep]").length));
    if (stale && !forms("[data-pending]").length) again();
    return sent.length;
  };
  const deliverAll = () => sending = sending.then(deliverOthers).catch(() => 0);
  const wipe = async () => { await Promise.all(["answers", "device"].map((name) => stored(name, "readwrite", (place) => place.clear()))); secrets = {}; };
  const pause = (time) => new Promise((done) => { setTimeout(done, time); });
  const atMost = (time, act) => Promise.race([act, pause(time)]);

  const kept = () => stored("answers", "readonly", (place) => place.count()).catch(() => 0);

  Object.assign(window.keeping, { keep, forget, kept });
  document.addEventListener("DOMContentLoaded", () => {
    if (!url()) return;
    if (sessionStorage.getItem("kept-says")) { says(sessionStorage.getItem("kept-says")); sessionStorage.removeItem("kept-says"); }
    // The page a form was sent to carries its name on: the server has it all.
    forms("[data-keep]").forEach(forget);
    if (forms("[data-keep]").length) key();
    deliverAll();
    window.addEventListener("online", deliverAll);
  });
  const settled = async () => { for (let n = 0; n < 30 && forms("[data-pending]").length; n++) await pause(100); };
  // form[data-wipes]: nothing stays on the device; what was not sent yet is sent first, or the worker is asked.
  const leave = async (form) => {
    await settled();
    await atMost(5000, deliverAll());
    if (elsewhere && !form.dataset.asked) { form.dataset.asked = "1"; says("unsent"); return; }
    await next(wipe);
    form.submit();
  };
  // form[data-after-kept]: sent when nothing of this device is missing in it; pressed twice, it is sent once.
  const finish = async (form) => {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    setTimeout(() => { delete form.dataset.busy; }, 5000);
    if (await atMost(5000, deliverAll())) return;
    if (elsewhere && !form.dataset.asked) { form.dataset.asked = "1"; delete form.dataset.busy; says("missing"); return; }
    form.submit();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[data-settles]")) drop(idOf(form));
    const act = form.matches("form[data-wipes]") ? leave : form.matches("form[data-after-kept]") ? finish : null;
    if (!act || !url()) return;
    event.preventDefault();
    act(form);
  });
  window.addEventListener("pageshow", () => forms("[data-after-kept]").forEach((form) => { delete form.dataset.busy; }));
})();
