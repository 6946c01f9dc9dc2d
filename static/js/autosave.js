// form[data-autosave]: htmx sends the form when an answer changes (hx-post, hx-trigger="change, autosave-again"); this
// tells the worker how it went in [data-save-status], counts what waits and tries again, with growing pauses, until it
// worked: until the answer carries X-Saved-At. Every attempt carries an Idempotency-Key that belongs to what is sent: a
// repeat does nothing, something else has another key. What is typed in a form[data-keep] is also kept on this device
// (keeping.js) until the server has it.
(() => {
  const WAITS = [2000, 5000, 15000, 30000];
  const PATIENCE = 20000;
  const NOT_CONTENT = ["csrfmiddlewaretoken", "key", "was", "seen"];
  const says = (what, shown) => window.keeping.says(what, shown);
  const state = new WeakMap();
  const all = () => [...document.querySelectorAll("form[data-autosave]")];
  const formOf = (event) => event.detail.elt?.closest?.("form[data-autosave]");
  const content = (form) => {
    const body = new URLSearchParams(new FormData(form));
    NOT_CONTENT.forEach((name) => body.delete(name));
    return body.toString();
  };
  const of = (form) => state.get(form) || state.set(form, { tries: 0, key: "", keyFor: null, held: content(form) }).get(form);
  const newKey = () => crypto.randomUUID?.() || Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("-");
  const keyOf = (form) => {
    const [mine, now] = [of(form), content(form)];
    if (mine.keyFor !== now) Object.assign(mine, { key: newKey(), keyFor: now });
    return mine.key;
  };
  // How many questions say something else than what the server has; all fields of one begin with its name.
  const answers = (text) => {
    const found = {};
    for (const [name, value] of new URLSearchParams(text)) (found[name.split(/[-_]/)[0]] ||= []).push(`${name} ${value}`);
    return found;
  };
  const unsaved = (form) => {
    const [now, held] = [answers(content(form)), answers(of(form).held)];
    return Object.keys({ ...now, ...held }).filter((name) => String(now[name]) !== String(held[name])).length;
  };
  const say = (kind, time = "") => {
    const status = document.querySelector("[data-save-status]");
    if (!status) return;
    status.dataset.saveState = kind;
    status.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== kind; });
    const clock = status.querySelector("[data-save-time]");
    if (clock && time) clock.textContent = time;
  };
  // The clock of the portal, not of the device: it is the one every other page shows.
  const hour = (time) => decodeURIComponent(time || "");
  const keep = async (form, key = keyOf(form)) => form.hasAttribute("data-keep") && window.keeping.keep(form, key, unsaved(form));
  const pending = (form, is) => { if (is) form.dataset.pending = "1"; else delete form.dataset.pending; };
  const cut = (form) => of(form).tries > 0 || !navigator.onLine;
  const waits = (form, is) => {
    if (is) form.dataset.waiting = unsaved(form); else delete form.dataset.waiting;
    window.keeping.count();
  };

  // The token of a page is out of date when somebody signed in meanwhile in another tab: the same person gets a new one.
  const renew = async () => {
    const answer = await fetch(location.href, { headers: { "X-Background": "1" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = page.body.dataset.person === document.body.dataset.person;
    says("other", !same);
    const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (same && token) document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
  };
  const again = (form) => form.dispatchEvent(new Event("autosave-again"));
  const later = (form) => {
    const mine = of(form);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(again, WAITS[Math.min(mine.tries++, WAITS.length - 1)], form);
    waits(form, true);
  };
  const failed = async (event) => {
    const form = formOf(event);
    if (!form) return;
    const status = event.detail.xhr?.status;
    say("failed");
    pending(form, true);
    if (window.keeping.refused(status, event.detail.xhr?.getResponseHeader("X-Refused"))) { clearTimeout(of(form).timer); waits(form, false); says("closed"); return; }
    if (status === 403) renew();
    later(form);
    const kept = await keep(form);
    says("offline", kept && Boolean(form.dataset.waiting));
    says("here", !kept && Boolean(form.dataset.waiting));
  };
  const worked = (form, sent, time, clash) => {
    const mine = of(form);
    clearTimeout(mine.timer);
    Object.assign(mine, { tries: 0, held: sent });
    ["offline", "here", "other"].forEach((what) => says(what, false));
    waits(form, false);
    if (content(form) === sent) { pending(form, false); if (!clash) window.keeping.forget(form); }
    say(clash ? "clash" : "saved", hour(time));
    if (mine.goOn) { mine.leaving = true; form.requestSubmit(mine.goOn); }
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const form = formOf(event);
    if (!form) return;
    event.detail.headers["Idempotency-Key"] = keyOf(form);
    event.detail.timeout = PATIENCE;
    of(form).sent = content(form);
  });
  document.addEventListener("htmx:beforeRequest", (event) => { const form = formOf(event); if (form) { pending(form, true); say("saving"); } });
  // The session is over: the way to the sign-in page asks nothing where what was typed is held or kept.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const form = formOf(event), xhr = event.detail.xhr;
    if (form && xhr.status === 401) of(form).leaving = form.hasAttribute("data-keep") || Boolean(xhr.getResponseHeader("X-Held"));
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (!form || !event.detail.successful) return;
    const word = (header) => event.detail.xhr.getResponseHeader(header);
    if (word("X-Saved-At")) worked(form, of(form).sent, word("X-Saved-Time"), word("X-Clash")); else failed(event);
  });

  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.form;
      if (!form?.matches("form[data-autosave]")) return;
      const mine = of(form);
      pending(form, true);
      mine.goOn = null;
      clearTimeout(mine.typing);
      mine.typing = setTimeout(() => { keep(form); if (cut(form)) waits(form, true); }, name === "input" ? 250 : 0);
    });
  }
  // A tab that goes away sends what was typed and not left yet; the browser finishes this request without the tab.
  const leave = (form) => {
    const mine = of(form);
    if (mine.leaving || content(form) === mine.held) return;
    const sent = content(form);
    const headers = { "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Idempotency-Key": keyOf(form) };
    fetch(form.getAttribute("hx-post"), { method: "POST", keepalive: true, headers, body: new URLSearchParams(new FormData(form)) })
      .then((answer) => {
        const word = (header) => answer.headers.get(header);
        if (answer.ok && word("X-Saved-At")) worked(form, sent, word("X-Saved-Time"), word("X-Clash"));
      }).catch(() => null);
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) all().forEach(leave); });
  window.addEventListener("online", () => all().forEach((form) => { if (form.dataset.pending) again(form); }));
  // A page that is hidden is left in a hurry (quick_exit.js): nothing may ask.
  window.addEventListener("beforeunload", (event) => { if (!document.body.hidden && all().some((form) => form.dataset.pending && !of(form).leaving)) event.preventDefault(); });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-autosave]")) return;
    const mine = of(form);
    if (!mine.leaving && cut(form)) {
      // No connection: leaving the page would lose it. It goes on by itself once the answers are saved.
      event.preventDefault();
      keep(form);
      pending(form, true);
      mine.goOn = event.submitter;
      again(form);
      return;
    }
    mine.leaving = true;
    const key = newKey();
    if (form.elements.key) form.elements.key.value = key;
    if (content(form) !== mine.held) keep(form, key);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) all().forEach((form) => { of(form).leaving = false; }); });
  document.addEventListener("DOMContentLoaded", () => all().forEach(of));
})();
