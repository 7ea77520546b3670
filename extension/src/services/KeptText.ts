/** A text that the browser keeps for this viewer on this computer. */
export interface KeptText {
  read(): string | null;
  /** False where the browser does not let the page keep anything. */
  write(text: string): boolean;
}
