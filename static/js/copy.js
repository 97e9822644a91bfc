// Copies the text of the element that data-copy names. Plain http has no clipboard: then it is selected and copied.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      getSelection().selectAllChildren(source);
      document.execCommand("copy");
    }
    button.lastChild.textContent = button.dataset.done;
  });
}
