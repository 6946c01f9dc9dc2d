// data-reveal-when="name" data-reveal-values="a|b": shown while the field of that name has one of the values.
(() => {
  const values = (form, name) =>
    [...form.elements]
      .filter((el) => el.name === name && !el.disabled && (!["radio", "checkbox"].includes(el.type) || el.checked))
      .map((el) => el.value);
  const refresh = (form) => {
    form.querySelectorAll("[data-reveal-when]").forEach((part) => {
      const wanted = part.dataset.revealValues.split("|");
      part.hidden = !values(form, part.dataset.revealWhen).some((value) => wanted.includes(value));
    });
  };
  const all = () => document.querySelectorAll("form").forEach(refresh);
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:load", all);
  document.addEventListener("change", (event) => event.target.form && refresh(event.target.form));
})();
