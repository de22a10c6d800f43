/** Small helpers of the guest's page, which is plain DOM: a phone loads it in a moment. */
type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** An element; texts are text, whatever is in them. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (typeof value === 'boolean') made.toggleAttribute(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** A name from elsewhere, which may be written in another direction. */
export function foreign(name: string): HTMLElement {
  return element('bdi', { class: 'wrap' }, name);
}
