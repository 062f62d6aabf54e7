import { convert } from 'html-to-text'

/** Most of a mail's HTML that is read; what is new stands at its top. */
const longest = 256 * 1024

/** Deepest nesting that is read. Mail programs stay far below; the time parsing takes grows with its square. */
const deepest = 250

/** The words of an HTML mail, without scripts and styles, and with `own` also without what only quotes older mails. */
export function htmlText(html: string, own: 'own' | 'all'): string {
  return convert(shallow(html.slice(0, longest)), {
    wordwrap: false,
    limits: { maxInputLength: longest, maxDepth: 100, maxChildNodes: 5000, ellipsis: '…' },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      skip('img'),
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
      ...(own === 'own' ? history.map(skip) : []),
    ],
  })
}

const history = [
  'blockquote',
  'div.gmail_quote',
  'div.moz-cite-prefix',
  '#divRplyFwdMsg',
  'div.gmail_signature',
  'div.moz-signature',
]

function skip(selector: string) {
  return { selector, format: 'skip' }
}

const tag = /<(\/?)([a-z][^\s/>]*)/gi
const empty = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))

/** Elements that end when one of these begins, though nothing says so. */
const endedBy: Readonly<Record<string, readonly string[]>> = {
  p: ['p'],
  li: ['li'],
  dt: ['dt', 'dd'],
  dd: ['dt', 'dd'],
  td: ['td', 'th'],
  th: ['td', 'th'],
  tr: ['td', 'th', 'tr'],
  option: ['option'],
}

/** The part of a page before it nests too deeply, which is all of it unless somebody means harm. */
function shallow(html: string): string {
  const open: string[] = []
  for (const { index, 1: end, 2: written = '' } of html.matchAll(tag)) {
    const name = written.toLowerCase()
    if (end !== '') {
      const at = open.lastIndexOf(name)
      if (at !== -1) open.length = at
    } else if (!empty.has(name)) {
      const ended = Object.hasOwn(endedBy, name) ? (endedBy[name] ?? []) : []
      while (ended.includes(open.at(-1) ?? '')) open.pop()
      if (open.push(name) > deepest) return html.slice(0, index)
    }
  }
  return html
}
