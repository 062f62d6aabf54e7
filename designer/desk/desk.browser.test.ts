import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedServer, startServer } from '../e2e/start-server.ts'
import { findChromium, noBrowser } from '../testing/find-chromium.ts'

const found = await findChromium()
if (!found) process.stderr.write(`${noBrowser}\n`)

const mailSecret = 'a-mail-secret-of-this-test'

/** The strictest policy the desk must live with: no styles or scripts but files of its own, and no text as markup. */
const strict =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const hostile =
  '<img src=x onerror="window.broken=1"><script>window.broken=2</script> "><svg onload=window.broken=3> javascript:alert(4) {{7*7}} \u202egnp.exe'

describe.skipIf(!found)('the desk on a real server', () => {
  let server: StartedServer
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const posted: string[] = []

  beforeAll(async () => {
    process.env.EMAIL_INBOUND_SECRET = mailSecret
    server = await startServer()
    browser = await chromium.launch({ ...found })
    page = await openDesk(server.link, complaints, posted)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test('an empty desk says what to expect', async () => {
    await page.getByText('All quiet').waitFor()
    await page.getByText('Nobody is waiting.').waitFor()
    expect(await faults(page)).toEqual([])
  })

  test('an offer appears by itself, with everything known before anybody accepts', async () => {
    await mail('a1', 'My invoice is wrong, you charged me twice.')
    await mail('a2', 'It is 12345', 'a1')
    await mail('a3', 'I want to talk to a person', 'a1')
    await page.locator('.item', { hasText: 'Ana Ruiz' }).waitFor()
    const side = page.getByRole('complementary', { name: 'Context' })
    await side.getByText('Complete').waitFor()
    expect(await side.locator('.facts').first().textContent()).toMatch(/Invoice number12345.*E-mail.*claimed/)
    await transcript(page).getByText('you charged me twice').waitFor()
    await expect.poll(() => page.title()).toBe('(1) Desk, Throughline')
    expect(await faults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await faults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    // Seeing an offer is not yet having the customer.
    expect(posted).toEqual([])
  })

  test('of two agents one gets it, and the other is told who', async () => {
    const other = await openDesk(await invite('Jon'), complaints)
    await other.getByRole('button', { name: 'Accept' }).waitFor()
    // The other's desk does not hear of it, so that both try.
    await other.route('**/api/desk', (route) => route.abort())
    await other.route('**/api/desk/handoff?*', (route) => route.abort())
    await page.keyboard.press('a')
    await page.locator('#reply').waitFor()
    await other.getByRole('button', { name: 'Accept' }).click()
    await other.getByRole('alert').getByText('Admin has this customer.').waitFor()
    await other.context().close()
  })

  test('the context is reported once, when it has been on screen', async () => {
    await expect.poll(() => posted).toEqual(['accept', 'shown'])
  })

  test('a reply goes out once, on the channel shown, and the record says the context was seen first', async () => {
    await page.locator('#reply').fill('Hello Ana, I see both charges.')
    expect(await page.getByLabel('Send on').inputValue()).toBe('email')
    await page.keyboard.press('Enter')
    const said = transcript(page).locator('.message.agent', { hasText: 'I see both charges' })
    await said.getByText(/Admin, E-mail/).waitFor()
    expect(await said.count()).toBe(1)
    await page.getByText('Seen before the first reply').waitFor()
  })

  test('a draft survives a reload', async () => {
    await page.locator('#reply').fill('Half a sent')
    await page.reload()
    await expect.poll(() => page.locator('#reply').inputValue()).toBe('Half a sent')
    await page.locator('#reply').fill('')
  })

  test('a reply that could not be sent says so, outlives a reload, and goes out once', async () => {
    await page.route('**/api/desk/reply?*', (route) => route.abort())
    await page.locator('#reply').fill('The money is on its way.')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Not sent').waitFor()
    expect(await faults(page)).toEqual([])
    await page.reload()
    await page.getByText('Not sent').waitFor()
    await page.unroute('**/api/desk/reply?*')
    // The server gets it and the answer is lost: trying once more must not send it twice.
    await page.route('**/api/desk/reply?*', async (route) => {
      await route.fetch()
      await route.abort()
    })
    const retry = page.locator('.outgoing').getByRole('button', { name: 'Try again' })
    await retry.click()
    await transcript(page).locator('.message.agent:not(.outgoing)', { hasText: 'on its way' }).waitFor()
    await page.getByText('Not sent').waitFor()
    await page.unroute('**/api/desk/reply?*')
    await retry.click()
    await expect.poll(() => page.locator('.outgoing').count()).toBe(0)
    const said = await page.evaluate(async () => {
      const answer = await fetch(`/api/desk/handoff?id=${new URLSearchParams(location.hash.slice(1)).get('handoff')}`)
      return (await answer.json()).timeline.map((item: { text: string }) => item.text)
    })
    expect(said.filter((text: string) => text === 'The money is on its way.')).toHaveLength(1)
  })

  test("a customer's answer is there by itself", async () => {
    const took: number[] = []
    // The best of three: a busy machine says nothing about the desk.
    for (const words of ['Thanks a lot', 'That was quick', 'Good bye']) {
      const from = Date.now()
      await mail(`a4-${from}`, words, 'a1')
      await transcript(page).getByText(words).first().waitFor()
      took.push(Date.now() - from)
    }
    expect(Math.min(...took)).toBeLessThan(10_000)
    await page.getByText('unanswered for').waitFor()
  })

  test('hostile words are words', async () => {
    await mail('h1', hostile, undefined, 'evil@example.com', 'Mallory <b>')
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('evil@')
    await page.getByRole('button', { name: /Mallory/ }).click()
    await transcript(page).getByText('<script>window.broken=2</script>').waitFor()
    expect(await transcript(page).textContent()).not.toContain('\u202e')
    expect(await page.evaluate(() => (window as { broken?: number }).broken)).toBeUndefined()
    expect(await page.locator('img, svg[onload], script:not([src])').count()).toBe(1)
    expect(await faults(page)).toEqual([])
    await page.goBack()
    await page.locator('#reply').waitFor()
  })

  test('who may be the same person is merged and separated on the spot, and each can be taken back', async () => {
    await mail('w1', 'I am writing from work now', 'a1', 'work@example.com', 'A. Ruiz')
    const side = page.getByRole('complementary', { name: 'Context' })
    const maybe = side.getByRole('group', { name: 'May be A. Ruiz' })
    await maybe.getByText('work@example.com answered in').waitFor()
    expect(await faults(page)).toEqual([])
    await maybe.getByRole('button', { name: 'Merge' }).click()
    const merged = side.getByRole('listitem').filter({ hasText: 'Merged with' })
    await merged.getByText('By Admin').waitFor()
    expect(await faults(page)).toEqual([])
    // Whoever works by keyboard has the way back under their hand.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Undo')
    await page.keyboard.press('Enter')
    await maybe.waitFor()
    await maybe.getByRole('button', { name: 'Merge' }).click()
    await merged.getByRole('button', { name: 'Separate' }).click()
    await page.getByText('A. Ruiz is a customer of their own again.').waitFor()
    await maybe.getByRole('button', { name: 'Not the same' }).click()
    await page.getByText('stay two customers').waitFor()
    await expect.poll(() => maybe.count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await maybe.getByRole('button', { name: 'A. Ruiz' }).click()
    await page.getByRole('heading', { name: 'A. Ruiz' }).waitFor()
    await page.getByRole('group', { name: 'May be Ana Ruiz' }).getByRole('button', { name: 'Merge' }).click()
    // The page of who was merged is the page of who they are now.
    await page.getByRole('heading', { name: 'Ana Ruiz' }).waitFor()
    await transcript(page).getByText('Good bye').waitFor()
    await page.goBack()
    await page.locator('#reply').waitFor()
  })

  test('every dialog is sound and leaves by Escape', async () => {
    for (const [key, title] of [
      ['?', 'Keys'],
      ['c', 'Close the handoff'],
    ] as const) {
      await transcript(page).focus()
      await page.keyboard.press(key)
      await page.getByRole('dialog', { name: title }).waitFor()
      expect(await faults(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    }
  })

  test('closing writes down what came of it, and the customer leaves the list', async () => {
    await transcript(page).focus()
    await page.keyboard.press('c')
    await page.getByLabel('Disposition').fill('Second charge refunded')
    await page.getByText('Facts you learned').click()
    await page.getByLabel('What is wrong').fill('Charged twice')
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByText('Closed: Second charge refunded').waitFor()
    await page.getByText('No customer is with you.').waitFor()
    await transcript(page).getByText('Journey ended: solved').waitFor()
  })

  test('a small screen shows everything too', async () => {
    await page.setViewportSize({ width: 700, height: 900 })
    expect(await faults(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('nothing went wrong on the way', () => {
    // What a test itself cut off is said by the browser, not by the desk.
    expect(complaints.filter((each) => !/net::ERR_FAILED|409 \(Conflict\)/.test(each))).toEqual([])
  })

  async function openDesk(link: string, faultsOf: string[], posts: string[] = []): Promise<Page> {
    const context: BrowserContext = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    })
    const opened = await context.newPage()
    opened.on('pageerror', (error) => faultsOf.push(error.message))
    opened.on('console', (message) => {
      if (message.type() === 'error') faultsOf.push(message.text())
    })
    opened.on('request', (request) => {
      const what = /\/api\/desk\/(\w+)/.exec(request.url())?.[1]
      if (request.method() === 'POST' && what) posts.push(what)
    })
    await opened.route('**/desk/', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': strict } })
    })
    await opened.goto(link)
    await opened.goto(new URL('/desk/', link).href)
    return opened
  }

  async function invite(name: string): Promise<string> {
    return page.evaluate(async (who) => {
      const body = JSON.stringify({ name: who, role: 'agent' })
      const headers = { 'content-type': 'application/json' }
      return (await (await fetch('/api/invites', { method: 'POST', headers, body })).json()).link
    }, name)
  }

  async function mail(id: string, text: string, after?: string, from = 'ana@example.com', name = 'Ana Ruiz') {
    const answers = after ? `In-Reply-To: <${after}@example.com>\r\nReferences: <${after}@example.com>\r\n` : ''
    const taken = await fetch(new URL('/channels/email/mime', server.link), {
      method: 'POST',
      headers: { authorization: `Bearer ${mailSecret}`, 'content-type': 'message/rfc822' },
      body: `From: "${name}" <${from}>\r\nTo: support@localhost\r\nSubject: My invoice\r\nMessage-ID: <${id}@example.com>\r\n${answers}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
    })
    expect(taken.status).toBe(202)
  }
})

const transcript = (page: Page) => page.getByRole('region', { name: 'Transcript of all channels' })

/** What axe finds, in short. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown[]; html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${String(target)} ${html.slice(0, 120)}`),
    )
  })
}
