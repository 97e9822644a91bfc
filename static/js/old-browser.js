/* Runs only where modules are unknown: Internet Explorer and the compatibility mode of dual-core browsers. */
document.addEventListener("DOMContentLoaded", function () {
  var note = document.createElement("p");
  note.className = "old-browser";
  note.appendChild(document.createTextNode("请把浏览器切换到“极速模式”：点地址栏右边的闪电图标。"));
  document.body.insertBefore(note, document.body.firstChild);
});
