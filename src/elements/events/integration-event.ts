/** What every event of ours says: keys and ids only, never an account, a token or a value. */
export interface IntegrationEventFields {
  /** The widget's key. */
  readonly widget: string;
  /** The connection's key; `default` unless the widget has several. */
  readonly connection: string;
  /** The action's key, where one is concerned. */
  readonly action?: string | undefined;
  /** The run's id, where there is one. */
  readonly run?: string | undefined;
  /** Whether it was done on this page, or in another tab, by another person or by the service. */
  readonly origin: 'here' | 'elsewhere';
}

/** The fields that all events of ours have. They bubble and cross shadow roots. */
export abstract class IntegrationEvent extends Event implements IntegrationEventFields {
  readonly widget: string;
  readonly connection: string;
  readonly action: string | undefined;
  readonly run: string | undefined;
  readonly origin: 'here' | 'elsewhere';

  constructor(type: string, fields: IntegrationEventFields, cancelable: boolean) {
    super(type, { bubbles: true, composed: true, cancelable });
    this.widget = fields.widget;
    this.connection = fields.connection;
    this.action = fields.action;
    this.run = fields.run;
    this.origin = fields.origin;
  }
}
