/** Puts text into the clipboard. False where the browser does not let a page do that (no secure context, no permission). */
export async function copyText(text: string): Promise<boolean> {
  if (!navigator.clipboard) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    console.warn('few-shot-lms: the clipboard refused', error);
    return false;
  }
}
