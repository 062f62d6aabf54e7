type Render = (template: string) => string

/**
 * An address with what is known in it. Customers choose many facts, so each is encoded: it can fill its place in the
 * address, but not reach another one. Undefined when a fact would still lead elsewhere (`..`).
 */
export function urlWith(template: string, render: Render): string | undefined {
  const url = filled(template, render, encodeURIComponent)
  const [path = ''] = url.split(/[?#]/)
  const climbs = path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))
  return climbs ? undefined : url
}

/** A body with what is known in it, encoded for what the body is, and the headers that say so. */
export function bodyWith(
  config: { body?: string; headers: Record<string, string> },
  render: Render,
): { body?: string; headers: Record<string, string> } {
  const { body, headers } = config
  if (body === undefined) return { headers }
  const stated = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const type = stated ?? (/^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8')
  const encode = /\bjson\b/i.test(type) ? inJson : /x-www-form-urlencoded/i.test(type) ? encodeURIComponent : asItIs
  return {
    body: filled(body, render, encode),
    headers: stated === undefined ? { ...headers, 'Content-Type': type } : headers,
  }
}

/** Renders each `{{…}}` alone, so that what is known can be told from what the author wrote. */
function filled(template: string, render: Render, encode: (text: string) => string): string {
  return template
    .split(/((?<!\\)\{\{[^{}]*\}\})/)
    .map((part, index) => (index % 2 === 1 ? encode(render(part)) : render(part)))
    .join('')
}

/** Inside the quotes of a JSON text. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function asItIs(text: string): string {
  return text
}
