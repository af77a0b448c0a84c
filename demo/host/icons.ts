/** Pictures of the host application, by name: the inside of a 16 by 16 view box. */
export const icons = {
  overview: '<path d="M2.5 7 8 2.5 13.5 7v6.5h-11z"/>',
  customers:
    '<circle cx="6" cy="5.5" r="2.5"/><path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.9c1.5.5 2.5 1.8 2.5 3.6"/>',
  integrations:
    '<path d="M6.5 9.5 4 12a2.1 2.1 0 0 1-3-3l2.5-2.5M9.5 6.5 12 4a2.1 2.1 0 0 1 3 3l-2.5 2.5M6 2.5V4M2.5 6H4M10 13.5V12M13.5 10H12"/>',
  card: '<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M4.500 10.500h3M4.500 6h7"/>',
  key: '<circle cx="5" cy="11" r="2.500"/><path d="m7 9.200 6-6M10.500 5.500l2 2M8.700 7.500l1.300 1.300"/>',
  theme: '<circle cx="8" cy="8" r="6"/><path d="M8 2v12a6 6 0 0 0 0-12z"/>',
  split: '<rect x="2" y="3" width="5" height="10" rx="1"/><rect x="9" y="3" width="5" height="10" rx="1"/>',
  layers: '<path d="m8 2 6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3"/>',
} as const;

export type IconName = keyof typeof icons;
