/** A control as people know it, found through open shadow roots too; by exact words. */
export type Control = (
  | { readonly role: 'alertdialog' | 'article' | 'button' | 'heading' | 'link'; readonly name: string }
  | { readonly label: string }
) & { readonly within?: Control };

/** One window or tab. Every act waits until what it is about is there. */
export interface EngineWindow {
  goto(url: string): Promise<void>;
  url(): Promise<string>;
  /** Moves the pointer there and presses: a person's gesture. */
  click(control: Control): Promise<void>;
  type(control: Control, text: string): Promise<void>;
  press(key: 'Enter' | 'Tab'): Promise<void>;
  /** Whether the control is there now. */
  has(control: Control): Promise<boolean>;
  /** Everything that it says now, in open shadow roots too. */
  text(): Promise<string>;
  /** Runs a function of the test in the page; nothing of the test but `argument` is known there. */
  run<Argument, Value>(script: (argument: Argument) => Value, argument: Argument): Promise<Value>;
  isClosed(): Promise<boolean>;
  close(): Promise<void>;
}

/** A browser with cookies of its own. */
export interface Profile {
  open(url: string): Promise<EngineWindow>;
  /** All that are open, oldest first. */
  windows(): Promise<readonly EngineWindow[]>;
  /** The window that opens while `act` is done. */
  windowOpenedBy(act: () => Promise<void>): Promise<EngineWindow>;
  close(): Promise<void>;
}

export interface Engine {
  /** With its version and how it was started. */
  readonly description: string;
  newProfile(): Promise<Profile>;
  close(): Promise<void>;
}

export const controlTime = 30_000;
