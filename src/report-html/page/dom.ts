import { visible } from '../visible.js'

/** The element with an id that the page is known to have. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

/** Like `element`, of a certain class: `control('search', HTMLInputElement)`. */
export function control<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = element(id)
  if (!(found instanceof type)) throw new Error(`#${id} is no ${type.name}`)
  return found
}

/** A new element. Text becomes text and nothing else: there is no way from here to HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children.map((child) => (typeof child === 'string' ? visible(child) : child)))
  return made
}
