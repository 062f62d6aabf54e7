import type { Entry, Line } from './server.ts'
import { style } from './style.ts'

/** What the visitor can do. */
export interface Gestures {
  say(text: string): void
  choose(choice: { id: string; label: string }): void
  opened(open: boolean): void
}

/** A message of the visitor's own on screen, until the server has it. */
export interface Bubble {
  arrived(): void
  /** Says that it did not go out, with a way to try again or none. */
  trouble(words: string, again?: () => void): void
}

/** The widget on the page. Everything the server says becomes text nodes, never markup. */
export interface View {
  add(entry: Entry): void
  mine(text: string): Bubble
  line(line: Line): void
  typing(on: boolean): void
  unread(count: number): void
  isOpen(): boolean
  open(): void
  clear(): void
}

const lines: Record<Line, string> = {
  connecting: 'Connecting…',
  online: 'Online',
  offline: 'Offline. Connecting again…',
}
const names: Record<Entry['by'], string> = { customer: 'You', journey: 'Assistant', agent: 'Agent' }

/** Draws the chat inside a shadow root of its own. */
export function view(host: HTMLElement, title: string, gestures: Gestures): View {
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  root.adoptedStyleSheets = [sheet]

  const badge = make('span', { class: 'badge', hidden: '' })
  const opener = make(
    'button',
    { class: 'opener', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'panel' },
    bubbleIcon(),
    badge,
  )
  const line = make('p', { class: 'line', role: 'status' })
  const close = make('button', { class: 'close', type: 'button', 'aria-label': 'Close the chat' }, '×')
  const log = make('div', { class: 'log', role: 'log', 'aria-label': 'Messages', tabindex: '0' })
  const dots = make('span', { 'aria-hidden': 'true' }, make('i'), make('i'), make('i'))
  const typing = make('div', { class: 'typing' })
  const words = make('textarea', {
    id: 'words',
    rows: '1',
    maxlength: '10000',
    autocomplete: 'off',
    enterkeyhint: 'send',
    placeholder: 'Write a message',
  })
  const send = make('button', { class: 'send', type: 'submit' }, 'Send')
  const form = make('form', {}, make('label', { for: 'words' }, 'Your message'), words, send)
  const names = make('div', { class: 'names' }, make('h2', { id: 'title' }, title), line)
  const panel = make(
    'section',
    { class: 'panel', id: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: '' },
    make('header', {}, names, close),
    log,
    typing,
    form,
  )
  root.append(panel, opener)

  const show = (open: boolean) => {
    panel.hidden = !open
    opener.setAttribute('aria-expanded', `${open}`)
    label(opener, title, open, 0)
    gestures.opened(open)
    if (open) {
      log.scrollTop = log.scrollHeight
      words.focus()
    } else opener.focus()
  }
  const say = () => {
    const text = words.value.trim()
    if (text === '') return
    words.value = ''
    gestures.say(text)
  }
  label(opener, title, false, 0)
  opener.addEventListener('click', () => show(panel.hasAttribute('hidden')))
  close.addEventListener('click', () => show(false))
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false)
  })
  words.addEventListener('keydown', (event) => {
    // Enter while a character is being composed belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    say()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    say()
  })

  const put = (...nodes: HTMLElement[]) => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80
    log.append(...nodes)
    if (atEnd) log.scrollTop = log.scrollHeight
  }
  const retire = () => {
    for (const each of log.querySelectorAll<HTMLButtonElement>('.choices button')) each.disabled = true
  }

  return {
    add(entry) {
      retire()
      put(message(entry.by, entry.text))
      if (!entry.choices?.length) return
      const buttons = entry.choices.map((choice) => {
        const button = make('button', { type: 'button' }, choice.label)
        button.addEventListener('click', () => {
          retire()
          gestures.choose(choice)
          words.focus()
        })
        return button
      })
      put(make('div', { class: 'choices', role: 'group', 'aria-label': 'Answers' }, ...buttons))
    },
    mine(text) {
      retire()
      const shown = message('customer', text)
      shown.classList.add('waiting')
      put(shown)
      log.scrollTop = log.scrollHeight
      return {
        arrived: () => shown.classList.remove('waiting'),
        trouble(what, again) {
          const note = make('div', { class: 'trouble', role: 'alert' }, what)
          if (again) {
            const button = make('button', { type: 'button' }, 'Try again')
            button.addEventListener('click', () => {
              note.remove()
              again()
            })
            note.append(' ', button)
          }
          shown.after(note)
        },
      }
    },
    line(now) {
      line.textContent = lines[now]
    },
    typing(on) {
      typing.replaceChildren(...(on ? [dots] : []))
    },
    unread(count) {
      badge.hidden = count === 0
      badge.textContent = count > 99 ? '99+' : `${count}`
      label(opener, title, !panel.hasAttribute('hidden'), count)
    },
    isOpen: () => !panel.hasAttribute('hidden'),
    open: () => show(true),
    clear: () => log.replaceChildren(),
  }
}

function label(opener: HTMLElement, title: string, open: boolean, unread: number) {
  const news = unread > 0 ? `, ${unread} unread` : ''
  opener.setAttribute('aria-label', open ? 'Close the chat' : `Open the chat: ${title}${news}`)
}

function message(by: Entry['by'], text: string): HTMLElement {
  return make(
    'div',
    { class: by === 'customer' ? 'message mine' : 'message' },
    make('span', { class: 'who' }, `${names[by]}: `),
    text,
  )
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

function bubbleIcon(): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', 'aria-hidden': 'true' }))
    svg.setAttribute(name, value)
  path.setAttribute('d', 'M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z')
  path.setAttribute('fill', 'currentColor')
  svg.append(path)
  return svg
}
