import { html, LitElement } from 'lit';

/** An element of the host's own, built with the host's own copy of Lit. */
class SecondLitElement extends LitElement {
  override render() {
    return html`<p>This line is drawn by the page’s own copy of Lit.</p>`;
  }
}

customElements.define('second-lit', SecondLitElement);
