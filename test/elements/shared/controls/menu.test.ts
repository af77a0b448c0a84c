import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { html, render } from 'lit';
import { menu, styles } from '../../../../src/elements/shared/controls/menu.js';
import { hostStyles } from '../../../../src/elements/shared/look/host.styles.js';
import { tokenStyles } from '../../../../src/elements/shared/look/tokens.styles.js';

describe('a menu', () => {
  it('shows which items cannot be chosen now, also under the pointer', async () => {
    const host = document.createElement('div');
    document.body.append(host);
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [tokenStyles, hostStyles, ...styles].flatMap(({ styleSheet }) => styleSheet ?? []);
    const items = [
      { label: 'Sync', icon: 'refresh', press: () => undefined },
      { label: 'Import', icon: 'refresh', disabled: true, press: () => undefined },
      { label: 'Disconnect', icon: 'disconnect', danger: true, disabled: true, press: () => undefined },
    ] as const;
    render(
      html`<div class="root"><button popovertarget="menu">Open</button>${menu({ id: 'menu', label: 'More', items })}</div>`,
      root,
    );
    root.querySelector<HTMLElement>('[popover]')?.showPopover();
    const look = (index: number) => getComputedStyle(root.querySelectorAll('.menu-item')[index] ?? host);
    expect(look(1).color).not.to.equal(look(0).color);
    expect([look(2).color, look(1).cursor, look(0).cursor]).to.deep.equal([look(1).color, 'default', 'pointer']);
    const under = async (index: number) => {
      const box = root.querySelectorAll('.menu-item')[index]?.getBoundingClientRect() ?? new DOMRect();
      await sendMouse({ type: 'move', position: [Math.round(box.x + 20), Math.round(box.y + box.height / 2)] });
      return look(index).backgroundColor;
    };
    const atRest = look(1).backgroundColor;
    expect(await under(0)).not.to.equal(atRest);
    expect(await under(1)).to.equal(atRest);
    host.remove();
  });
});
