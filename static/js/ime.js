// Enter that picks a Chinese word must not submit the form or trigger a shortcut.
export const composing = (event) => event.isComposing || event.keyCode === 229;

export function guardComposition() {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && composing(event)) event.stopPropagation();
    },
    true,
  );
}
