// Picked rows raise a bar at the bottom that says how many they are.
for (const form of document.querySelectorAll("form[data-pick]")) {
  const bar = form.querySelector(".picked");
  const words = form.querySelector("[data-picked-count]");
  const show = () => {
    const n = form.querySelectorAll("input[name=pick]:checked").length;
    words.textContent = n ? `已选 ${n} 条` : "选中的行";
    bar.classList.toggle("up", n > 0);
    for (const button of bar.querySelectorAll("button")) button.disabled = !n;
  };
  form.addEventListener("change", show);
  show();
}
