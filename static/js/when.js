// A question that follows from one answer is shown with that answer.
for (const box of document.querySelectorAll("[data-when]")) {
  const [name, values] = box.dataset.when.split(":");
  const wanted = values.split(" ");
  const form = box.closest("form");
  const show = () => { box.hidden = !wanted.includes(new FormData(form).get(name) ?? ""); };
  form.addEventListener("change", show);
  show();
}
