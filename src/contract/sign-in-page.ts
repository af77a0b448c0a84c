import * as z from 'zod/mini';
import { RandomId } from './names.js';

/** One load of the start page, drawn by it. */
const View = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,43}$/));

/** `POST /oauth/start/{id}/view`. With the `receipt` of a binding: tells whether the cookie stuck. */
export const ViewRequest = z.strictObject({ view: View, receipt: z.optional(RandomId) });
export type ViewRequest = z.infer<typeof ViewRequest>;

/** `POST /oauth/bind/{id}`. */
export const BindRequest = z.strictObject({ proof: RandomId });
export type BindRequest = z.infer<typeof BindRequest>;

/** Answer of `POST /oauth/bind/{id}` and `POST /oauth/continue/{id}`. */
export const Binding = z.object({
  /** Shows in the next request, which has the cookie or has not, that it was this page that bound the sign-in. */
  receipt: z.string(),
});
export type Binding = z.infer<typeof Binding>;

/** `POST /oauth/left/{id}`: a beacon. */
export const LeftRequest = z.strictObject({ view: View });
export type LeftRequest = z.infer<typeof LeftRequest>;

/** What a page of the sign-in window says. Plain text throughout. */
export interface Screen {
  /** The wire between the two logos. */
  readonly state: 'connecting' | 'connected' | 'idle' | 'broken';
  readonly title: string;
  readonly text: string;
  readonly application: Logo;
  readonly service: Logo;
  /** Words of the service. */
  readonly said?: { readonly by: string; readonly words: string };
  /** For support. */
  readonly code?: string;
  /** The label of a button that closes the window, where there is nothing left to wait for. */
  readonly close?: string;
  /** Back to the application, for a sign-in that took the place of its page. */
  readonly back?: { readonly label: string; readonly url: string };
  /** A question instead of the two logos: whether the person wants this. */
  readonly ask?: Question;
}

export interface Question {
  /** Who asks, and for whom. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly continue: string;
  /** Before the button that cancels. */
  readonly doubt: string;
  readonly cancel: string;
}

export interface Logo {
  /** At most two letters. */
  readonly monogram: string;
  /** On our own origin. */
  readonly url?: string;
  /** For dark pages, where there is another one. */
  readonly darkUrl?: string;
}

/** What the start page does next. */
export type ViewAnswer =
  /**
   * Says hello to its opener, at exactly this origin. `lost` where there is none, or no answer: asks whether to continue, to be bound at
   * the return, or sends the person back. `hint`: what a developer can do about the latter.
   */
  | {
      readonly next: 'hello';
      readonly origin: string;
      readonly screen: Screen;
      readonly lost: Screen;
      readonly cancelled: Screen;
      readonly hint?: string;
    }
  /** Bound to this browser: on to the provider. */
  | { readonly next: 'continue' }
  | { readonly next: 'stop'; readonly screen: Screen; readonly closes: boolean };

/** Answer of `POST /oauth/bind/{id}` and of a refusal to any page's request. */
export type OutcomeAnswer =
  | { readonly status: 'pending' }
  | { readonly status: 'over'; readonly screen: Screen; readonly closes: boolean };

/** In the page, as JSON. */
export interface StartPageData {
  readonly id: string;
  /** Path of the backend, without a trailing slash. */
  readonly base: string;
  readonly slow: Screen;
  readonly unreachable: Screen;
}

export interface DonePageData {
  readonly reference: string;
  readonly base: string;
  /** Nothing to ask for: the page says it already. */
  readonly isOver: boolean;
  readonly closes: boolean;
  readonly unreachable: Screen;
}
