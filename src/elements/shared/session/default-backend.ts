let address: string | undefined;

/** The backend of elements that name none: set by the script tag to where it came from. From npm there is none. */
export function setDefaultBackend(backend: string): void {
  address = backend;
}

export const defaultBackend = (): string | undefined => address;
