import { expect } from '@open-wc/testing';
import type { Metric } from '../../../src/contract/widget.js';
import { stage, strike, widgetOn } from '../../support/element-stage.js';
import { aConnection, aWidget, inState } from '../../support/factories.js';

const metric = (key: string, format: Metric['format']): Metric => ({ key, title: key, format, window: 7 });
const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

describe('the figures of a card', () => {
  afterEach(strike);

  it('are drawn large with their course, or small in a line', async () => {
    const metrics = [
      metric('synced', 'number'),
      metric('last', 'time'),
      metric('state', 'status'),
      metric('rate', 'percent'),
      metric('none', 'number'),
    ];
    const values = [
      { key: 'synced', value: 12480, series: [1, 4, 2, 8] },
      { key: 'last', value: null, text: anHourAgo() },
      { key: 'state', value: null, text: 'failed' },
      { key: 'rate', value: 97.5 },
      { key: 'none', value: null },
    ];
    const on = stage({ widgets: [aWidget({ metrics, connections: [aConnection({ ...inState.active, metrics: values })] })] });
    const widget = await (await widgetOn(on)).drawn();
    const texts = widget.parts('metric').map((figure) => figure.textContent.replace(/\s+/gu, ' ').trim());
    expect(texts[0]).to.equal('synced, 7 days 12,480');
    expect(texts[1]).to.match(/^last 1 hr?\. ago$/);
    expect(texts[2]).to.equal('state Failed');
    expect(texts[3]).to.equal('rate 97.5%');
    expect(texts[4]).to.equal('none None yet');
    expect(widget.parts('sparkline').length).to.equal(1);
    await expect(widget.element).to.be.accessible();
  });

  it('are not cut off in bigger text', async () => {
    const values = [{ key: 'synced', value: 12480, series: [1, 4, 2, 8] }];
    const connections = [aConnection({ ...inState.active, metrics: values })];
    const widget = await (
      await widgetOn(stage({ widgets: [aWidget({ metrics: [metric('synced', 'number')], connections })] }))
    ).drawn();
    widget.element.style.setProperty('--integration-font-size', '28px');
    const lines = [widget.part('metric')?.querySelector('dd'), widget.part('name'), widget.root.querySelector('.state-line')];
    for (const line of lines) {
      const { fontSize, lineHeight } = getComputedStyle(line ?? widget.element);
      expect(Number.parseFloat(lineHeight) / Number.parseFloat(fontSize), line?.textContent).to.be.at.least(1.3);
    }
  });

  it('draw a level course as a line, and no course of one day', async () => {
    const values = [
      { key: 'level', value: 3, series: [3, 3, 3] },
      { key: 'one', value: 3, series: [3] },
    ];
    const metrics = [metric('level', 'number'), metric('one', 'number')];
    const on = stage({ widgets: [aWidget({ metrics, connections: [aConnection({ ...inState.active, metrics: values })] })] });
    const widget = await (await widgetOn(on)).drawn();
    const lines = widget.parts('sparkline').map((course) => course.querySelector('polyline')?.getAttribute('points'));
    expect(lines).to.deep.equal(['0,16 74,16 148,16']);
  });

  it('are not shown of somebody who is not connected', async () => {
    const on = stage({ widgets: [aWidget({ metrics: [metric('synced', 'number')] })] });
    const widget = await (await widgetOn(on)).drawn();
    expect(widget.part('metrics')).to.equal(null);
  });
});
