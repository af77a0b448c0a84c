import { html, nothing, type TemplateResult } from 'lit';
import { directive } from 'lit/directive.js';
import type { Dependency } from '../../../contract/widget.js';
import { icon } from '../../shared/marks/all-icons.js';
import { glyph } from '../../shared/marks/glyph.js';
import { dialogFrame } from '../frame/dialog-frame.js';
import { DialogView, type ReadyConnection } from '../frame/dialog-view.js';
import { leaveDialog } from '../frame/leave-dialog.js';
import { SignInForm } from './sign-in-form.js';
import { signInError, signInNotice } from './sign-in-notice.js';

const isSignedIn = ({ connection }: ReadyConnection, { key }: Dependency): boolean =>
  connection.credentials.some(({ dependency, status }) => dependency === key && status === 'valid');

/**
 * Signs in to one dependency after the other. Each is kept as soon as it is done, so closing half-way loses nothing; what was typed
 * is asked about.
 */
class ConnectDialog extends DialogView<'connect'> {
  readonly #forms = new Map<string, SignInForm>();
  #current: string | undefined;
  #leaving = false;

  protected override dialog(snapshot: ReadyConnection): TemplateResult {
    const { widget } = snapshot;
    const { connect } = this.messages;
    const all = this.#dependencies(snapshot);
    const current = all.find((dependency) => !isSignedIn(snapshot, dependency));
    this.#follow(current);
    const title = this.props.request.action === undefined ? connect.againTitle(widget.name) : connect.title(widget.name);
    const done = all.filter((dependency) => isSignedIn(snapshot, dependency)).length;
    return html`${dialogFrame({
      context: this.context,
      start: this.logoOf(widget),
      leave: this.#leave,
      live: this.live,
      fallback: current !== undefined && this.#waits(snapshot, current) ? '.notice' : '[data-current]',
      title,
      subtitle: this.joined(this.accountOf(snapshot), all.length > 1 ? connect.progress(all.length, done) : undefined),
      content:
        current === undefined ? nothing : all.length > 1 ? this.#chain(snapshot, all, current) : this.#single(snapshot, current),
    })}${this.#leaving ? leaveDialog(this.context, { stay: this.#stay, leave: this.context.close }) : nothing}`;
  }

  /** All of the widget's where it has several: what is done is shown as done. The primary one first. */
  #dependencies({ widget }: ReadyConnection): readonly Dependency[] {
    const asked = new Set(this.props.request.dependencies.map(({ key }) => key));
    const listed = widget.dependencies.length > 1 ? widget.dependencies : widget.dependencies.filter(({ key }) => asked.has(key));
    return [...listed].sort((one, other) => Number(other.primary) - Number(one.primary));
  }

  /** The dialog is over when nothing is left; the next dependency gets the focus when one is done. */
  #follow(current: Dependency | undefined): void {
    const before = this.#current;
    this.#current = current?.key;
    if (current === undefined) {
      queueMicrotask(() => {
        if (this.isConnected) this.context.close();
      });
    } else if (before !== undefined && before !== current.key) this.focusLater('dialog[open] [data-current]');
  }

  #content(snapshot: ReadyConnection): TemplateResult | typeof nothing {
    const content = this.contentOf(snapshot);
    return content ? html`<p>${content}</p>` : nothing;
  }

  #form({ key }: Dependency): SignInForm {
    const known = this.#forms.get(key);
    if (known !== undefined) return known;
    const form = new SignInForm(() => ({
      context: this.context,
      live: this.live,
      action: this.props.request.action,
      requestUpdate: () => this.requestUpdate(),
    }));
    this.#forms.set(key, form);
    return form;
  }

  #single(snapshot: ReadyConnection, dependency: Dependency): TemplateResult {
    const { connect, dialog } = this.messages;
    const form = this.#form(dependency);
    const waits = this.#waits(snapshot, dependency);
    return html`<form novalidate @submit=${(event: SubmitEvent) => this.#submit(event, dependency)} @focusout=${(event: FocusEvent) => this.#focusOut(event, dependency)}>
      <div part="dialog-body">
        ${this.#state(snapshot, dependency)}${waits ? nothing : form.summary(dependency)}
        ${this.#content(snapshot)}${dependency.description ? html`<p>${dependency.description}</p>` : nothing}
        ${
          dependency.access.length === 0
            ? nothing
            : html`<div class="access">
                <h3 class="label">${connect.accessTitle(dependency.name)}</h3>
                <ul class="plain-list" role="list">${dependency.access.map((text) => html`<li>${icon('check')}<span>${text}</span></li>`)}</ul>
              </div>`
        }
        ${waits ? nothing : form.view(dependency, 'sign-in')}
      </div>
      <div part="dialog-footer">
        ${form.isOAuth(dependency) ? nothing : html`<p class="hint">${connect.tested}</p>`}
        <button type="button" class="button push" @click=${this.#leave}>${dialog.cancel}</button>
        ${waits ? nothing : this.#submitButton(form, dependency)}
      </div>
    </form>`;
  }

  #chain(snapshot: ReadyConnection, all: readonly Dependency[], current: Dependency): TemplateResult {
    const { connect } = this.messages;
    return html`
      <div part="dialog-body">
        ${this.#content(snapshot)}
        <ol class="chain" part="dependencies" role="list">
          ${all.map((dependency, index) => this.#link(snapshot, dependency, dependency === current, `${connect.position(index + 1, all.length)}`))}
        </ol>
      </div>
      <div part="dialog-footer">
        <p class="hint">${connect.kept}</p>
        <button type="button" class="button push" @click=${this.#leave}>${connect.finishLater}</button>
      </div>
    `;
  }

  #link(snapshot: ReadyConnection, dependency: Dependency, isCurrent: boolean, position: string): TemplateResult {
    const { connect } = this.messages;
    const done = isSignedIn(snapshot, dependency);
    const account = snapshot.connection.credentials.find((credential) => credential.dependency === dependency.key)?.account;
    const access = dependency.access.join(' · ');
    const state = done
      ? html`<span class="badge tone-success">${glyph('disc')}${connect.connected}</span>`
      : isCurrent
        ? html`<span class="hint">${position}</span>`
        : html`<span class="badge tone-neutral">${glyph('ring')}${connect.next}</span>`;
    return html`<li part="dependency" class=${done ? '' : 'is-pending'} aria-current=${isCurrent ? 'step' : nothing}>
      ${this.logoOf(dependency, true)}
      <div>
        <h3 ?data-current=${isCurrent} tabindex="-1">${dependency.name}</h3>
        ${dependency.description && !done ? html`<p>${dependency.description}</p>` : nothing}
        ${done && account !== undefined ? html`<p class="hint"><bdi>${account}</bdi></p>` : access ? html`<p class="hint">${access}</p>` : nothing}
      </div>
      ${state}
      ${isCurrent ? this.#chained(snapshot, dependency) : nothing}
    </li>`;
  }

  #chained(snapshot: ReadyConnection, dependency: Dependency): TemplateResult {
    const form = this.#form(dependency);
    const waits = this.#waits(snapshot, dependency);
    return html`<form class="chain-body" novalidate @submit=${(event: SubmitEvent) => this.#submit(event, dependency)} @focusout=${(event: FocusEvent) => this.#focusOut(event, dependency)}>
      ${this.#state(snapshot, dependency)}
      ${
        waits
          ? nothing
          : html`${form.summary(dependency)}${form.view(dependency, 'sign-in')}
              <div class="chain-button">
                ${this.#submitButton(form, dependency)}${form.isOAuth(dependency) ? nothing : html`<p class="hint">${this.messages.connect.tested}</p>`}
              </div>`
      }
    </form>`;
  }

  #submitButton(form: SignInForm, dependency: Dependency): TemplateResult {
    const { connect } = this.messages;
    const label = form.isOAuth(dependency)
      ? html`${connect.continue}${icon('external')}`
      : form.busy
        ? connect.connecting
        : connect.connect;
    return html`<button type="submit" class="button button--primary" aria-disabled=${form.busy ? 'true' : nothing}>${label}</button>`;
  }

  /** A window to this dependency is open somewhere: there is nothing to fill in now. */
  #waits({ signIn }: ReadyConnection, { key }: Dependency): boolean {
    return signIn.status !== 'none' && signIn.dependency === key;
  }

  #state(snapshot: ReadyConnection, dependency: Dependency): unknown {
    return this.#waits(snapshot, dependency)
      ? signInNotice(this.context, snapshot, dependency)
      : signInError(this.context, snapshot, dependency);
  }

  async #submit(event: SubmitEvent, dependency: Dependency): Promise<void> {
    event.preventDefault();
    const form = this.#form(dependency);
    if (form.busy) return;
    const outcome = await form.submit(dependency);
    if (outcome === 'refused') this.focusLater('dialog[open] :is(.error-summary, .notice)');
    if (outcome === 'opened') this.focusLater('dialog[open] .notice');
  }

  #focusOut(event: FocusEvent, dependency: Dependency): void {
    const place = (event.target as Element).closest<HTMLElement>('[data-pointer]');
    const pointer = place?.dataset['pointer'];
    if (pointer === undefined || (event.relatedTarget instanceof Node && place?.contains(event.relatedTarget))) return;
    this.#form(dependency).left(dependency, pointer);
  }

  readonly #stay = (): void => {
    this.#leaving = false;
    this.requestUpdate();
  };

  readonly #leave = (): void => {
    if (this.#current !== undefined && this.#forms.get(this.#current)?.dirty === true) {
      this.#leaving = true;
      this.requestUpdate();
    } else this.context.close();
  };
}

export const connectDialog = directive(ConnectDialog);
