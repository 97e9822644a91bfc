// A part of the page that reports progress is fetched again until it says it is done.
const part = document.querySelector("[data-poll]");
async function again() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch-part" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll]");
    if (!fresh) return void location.reload();
    document.querySelector("[data-poll]").replaceWith(fresh);
  } catch {
    // no network for a moment: try again
  }
  setTimeout(again, 1500);
}
if (part) setTimeout(again, 1500);
