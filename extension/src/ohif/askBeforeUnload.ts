/** Has the browser ask, in its own words, before the page is closed, loaded anew or left for another one; or not any more. */
export function askBeforeUnload(wanted: boolean): void {
  if (wanted) window.addEventListener('beforeunload', ask);
  else window.removeEventListener('beforeunload', ask);
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
  // For browsers from before 2024.
  event.returnValue = true;
}
