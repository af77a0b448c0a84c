import { html, nothing, svg, type TemplateResult } from 'lit';
import type { MetricValue } from '../../../contract/connection.js';
import type { Metric } from '../../../contract/widget.js';
import type { DetailMessages } from '../../../localization/messages.js';
import { glyph } from '../../shared/marks/glyph.js';
import { bytes, duration, inFull, percent, relative } from '../../shared/words/figures.js';
import type { Formatter } from '../../shared/words/format.js';

const width = 148;
const height = 32;

/** A line of what came before, its last point marked. Decorative: the figure beside it is the fact. */
export function sparkline(series: readonly number[]): TemplateResult {
  const [low, high] = [Math.min(...series), Math.max(...series)];
  const points = series.map((value, index) => {
    const x = (index / (series.length - 1)) * width;
    const y = high === low ? height / 2 : 4 + (1 - (value - low) / (high - low)) * (height - 8);
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10] as const;
  });
  const line = points.map((point) => point.join(',')).join(' ');
  const [x, y] = points.at(-1) ?? [0, 0];
  return html`<svg part="sparkline" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<polygon class="area" points="0,${height} ${line} ${width},${height}"/>
      <polyline class="line" points=${line} />
      <circle class="end" cx=${x} cy=${y} r="3.5"/>`}
  </svg>`;
}

const statusGlyphs = {
  succeeded: ['disc', 'success'],
  failed: ['octagon', 'danger'],
  running: ['arc', 'accent'],
  cancelled: ['minus', 'neutral'],
  queued: ['ring', 'neutral'],
} as const;

function statusFigure(value: string, words: DetailMessages): TemplateResult | string {
  if (!Object.hasOwn(statusGlyphs, value)) return value;
  const status = value as keyof typeof statusGlyphs;
  const [shape, tone] = statusGlyphs[status];
  return html`<span class="status tone-${tone}">${glyph(shape)}${words.metricStatus[status]}</span>`;
}

function figure(
  metric: Metric,
  { value = null, text = '' }: Partial<MetricValue>,
  words: DetailMessages,
  format: Formatter,
): TemplateResult | string {
  if (value === null && text === '') return metric.format === 'time' ? words.never : words.noFigure;
  if (metric.format === 'status') return statusFigure(text, words);
  if (metric.format === 'time') {
    const instant = value === null ? text : new Date(value).toISOString();
    return html`<time datetime=${instant} title=${inFull(format, instant)}>${relative(format, instant)}</time>`;
  }
  if (value === null) return text;
  if (metric.format === 'percent') return percent(format, value);
  if (metric.format === 'bytes') return bytes(format, value);
  if (metric.format === 'duration') return duration(format, value);
  return format.number(value);
}

const counts = (metric: Metric) => metric.format !== 'time' && metric.format !== 'status';

/** Figures that have a course are drawn large with a sparkline; the others share a line below. */
export function metricsView(
  metrics: readonly Metric[],
  values: readonly MetricValue[],
  words: DetailMessages,
  format: Formatter,
): TemplateResult | typeof nothing {
  const drawn = metrics.map((metric) => ({ metric, value: values.find(({ key }) => key === metric.key) }));
  const hasCourse = ({ metric, value }: (typeof drawn)[number]) => counts(metric) && (value?.series?.length ?? 0) > 1;
  const large = drawn.filter(hasCourse);
  const small = drawn.filter((entry) => !hasCourse(entry));
  const title = (metric: Metric) => (counts(metric) ? words.metricWindow(metric.title, metric.window) : metric.title);
  if (drawn.length === 0) return nothing;
  return html`<dl part="metrics">
    ${large.map(
      ({ metric, value }) => html`<div part="metric" class="metric" title=${metric.description ?? nothing}>
        <dt>${title(metric)}</dt>
        <dd>${figure(metric, value ?? {}, words, format)}</dd>
        ${sparkline(value?.series ?? [])}
      </div>`,
    )}
    ${small.map(
      ({ metric, value }) => html`<div part="metric" class="figure" title=${metric.description ?? nothing}>
        <dt>${metric.title}</dt>
        <dd>${figure(metric, value ?? {}, words, format)}</dd>
      </div>`,
    )}
  </dl>`;
}
