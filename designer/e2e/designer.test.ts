import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, noBrowser } from '../testing/find-chromium.ts'
import { type StartedServer, startServer } from './start-server.ts'

const found = await findChromium()
if (!found) process.stderr.write(`${noBrowser}\n`)

describe.skipIf(!found)('the designer on a real server', () => {
  let server: StartedServer
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    server = await startServer()
    browser = await chromium.launch({ ...found })
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(server.link)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test('the link leads to the billing question', async () => {
    if (!/\/journeys\//.test(page.url())) {
      await page.goto(new URL('/', page.url()).href)
      await page.getByRole('link', { name: 'Billing question' }).click()
    }
    await page.locator('.card').first().waitFor()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await page.getByLabel('Name of the journey').inputValue()).toBe('Billing question')
  })

  test('the page has no accessibility faults, in both themes', async () => {
    expect(await faults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await faults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('a changed sentence shows on the card, and undo brings the old one back', async () => {
    await open('acknowledge')
    const sentence = page.locator('[data-field="text"]')
    const before = await sentence.textContent()
    await sentence.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('Good day! ')
    await card('acknowledge').getByText('Good day!').waitFor()
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(() => sentence.textContent()).toBe(before)
    await page.getByRole('button', { name: 'Redo', exact: true }).click()
    await card('acknowledge').getByText('Good day!').waitFor()
  })

  test('cutting a connection is a problem that blocks publishing, and connecting elsewhere mends it', async () => {
    await open('acknowledge')
    await page.getByRole('tab', { name: 'Outcomes' }).click()
    const target = page.getByRole('combobox', { name: 'Sent' })
    const before = await target.inputValue()
    await page
      .locator(
        '.inspector .mantine-InputClearButton-root, .inspector .mantine-ComboboxClearButton-root, .inspector button.mantine-CloseButton-root',
      )
      .first()
      .click()
    await looseEnd().first().waitFor()
    await publishButton().click()
    expect(await dialog().getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
    await dialog().getByRole('button', { name: 'Cancel' }).click()

    await target.click()
    await page.getByRole('option', { name: 'Ask what is wrong' }).click()
    await expect.poll(() => looseEnd().count()).toBe(0)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(() => target.inputValue()).toBe(before)
  })

  test('a step is added with the keyboard alone, focused where it is unfinished, and deleted with undo', async () => {
    const steps = await page
      .getByRole('button', { name: 'Outline' })
      .click()
      .then(() => page.getByRole('treeitem').count())
    await page.locator('.canvas').focus()
    await page.keyboard.press('/')
    await page.keyboard.type('ask')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(steps + 1)
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-field'))).toBe('question')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Delete')
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(steps)
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).last().click()
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(steps + 1)
    await page.keyboard.press('Control+z')
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(steps)
  })

  test('search opens with a click or a key, and goes to the step that was meant', async () => {
    const field = page.getByRole('dialog').getByLabel('Search or run')
    const choice = page.locator('.mantine-Spotlight-action[data-selected]')
    await page.getByRole('button', { name: 'Search or run' }).click()
    await field.fill('@ask for the invoice')
    await choice.filter({ hasText: 'Ask for the invoice' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByLabel('Name of the step').inputValue()).toBe('Ask for the invoice')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await field.waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  test('panels stay as wide as they were left, and keys close and open them', async () => {
    const width = async (panel: string) => (await page.locator(panel).boundingBox())?.width
    const [left = 0, right = 0] = [await width('.left'), await width('.inspector')]
    await drag('Resize the panel on the left', 40)
    await drag('Resize the settings', -50)
    await page.reload()
    await page.locator('.card').first().waitFor()
    expect([await width('.left'), await width('.inspector')]).toEqual([left + 40, right + 50])
    await page.locator('.canvas').focus()
    for (const key of ['[', ']', '`']) await page.keyboard.press(key)
    await expect.poll(() => page.locator('.left, .inspector, .dock-body').count()).toBe(0)
    await page.reload()
    await page.locator('.card').first().waitFor()
    expect(await page.locator('.left, .inspector, .dock-body').count()).toBe(0)
    await page.locator('.canvas').focus()
    for (const key of ['[', ']', '`']) await page.keyboard.press(key)
    await expect.poll(() => page.locator('.left, .inspector, .dock-body').count()).toBe(3)
    expect([await width('.left'), await width('.inspector')]).toEqual([left + 40, right + 50])
  })

  test('what is published is what was drawn, and the change is said in words', async () => {
    await open('acknowledge')
    await page.getByRole('tab', { name: 'Settings' }).click()
    await page.locator('[data-field="text"]').click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' Truly.')
    await page.getByText('Saved', { exact: true }).waitFor()
    await publishButton().click()
    await dialog()
      .getByText('Truly', { exact: false })
      .or(dialog().getByText('Acknowledge at once', { exact: false }))
      .first()
      .waitFor()
    expect(await faults(page)).toEqual([])
    const accept = dialog().getByRole('checkbox')
    if (await accept.count()) await accept.check()
    await dialog().getByRole('button', { name: 'Publish' }).click()
    await page.getByText(/^Published r\d+$/).waitFor()
    const published = await page.evaluate(async () => {
      const { documents } = await (await fetch('/api/documents')).json()
      const row = documents.find((each: { id: string }) => each.id === 'billing-question')
      return (await (await fetch(`/api/releases/${row.release.hash}`)).json()).journey.nodes.acknowledge.config.text
    })
    expect(published).toMatch(/^Good day! .* Truly\.$/s)
  })

  test('a second window sees an edit of the first', async () => {
    const other = await page.context().newPage()
    await other.goto(page.url())
    await other.locator('.card').first().waitFor()
    await open('acknowledge')
    await page.getByLabel('Name of the step').fill('Say hello first')
    await page.keyboard.press('Enter')
    await other.locator('.card-title', { hasText: 'Say hello first' }).waitFor()
    await other.close()
  })

  test('where there is no room to draw, the journey is read, and the window says why', async () => {
    const narrow = await page.context().newPage()
    await narrow.setViewportSize({ width: 390, height: 800 })
    await narrow.goto(page.url())
    await narrow.getByText('Drawing needs a window at least 900 pixels wide').waitFor()
    await narrow.getByText('Which invoice is it about?').waitFor()
    const rows = await narrow.getByRole('treeitem').count()
    await narrow.locator('.outline-row[data-kind="step"]').nth(2).focus()
    for (const key of ['Delete', 'F2', '/', 'c']) await narrow.keyboard.press(key)
    expect(await narrow.getByRole('textbox').count()).toBe(0)
    expect(await narrow.getByRole('treeitem').count()).toBe(rows)
    expect(await faults(narrow)).toEqual([])
    expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await narrow.setViewportSize({ width: 1100, height: 800 })
    await narrow.locator('.card').first().waitFor()
    await narrow.close()
  })

  test('the list of journeys has no accessibility faults, in both themes', async () => {
    await page.goto(new URL('/', page.url()).href)
    await page.getByRole('link', { name: 'Billing question' }).waitFor()
    expect(await faults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await faults(page)).toEqual([])
  })

  test('nothing went wrong on the way', () => {
    expect(complaints).toEqual([])
  })

  const card = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
  const looseEnd = () => page.locator('.problem[data-severity="error"]', { hasText: 'Acknowledge at once' })
  const dialog = () => page.getByRole('dialog')
  const publishButton = () => page.locator('.top-bar').getByRole('button', { name: 'Publish' })
  const open = (id: string) => card(id).locator('.card-head').click()
  const drag = async (name: string, by: number) => {
    const { x = 0, y = 0, height = 0 } = (await page.getByRole('separator', { name }).boundingBox()) ?? {}
    await page.mouse.move(x, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + by, y + height / 2, { steps: 4 })
    await page.mouse.up()
  }
})

/** What axe finds, in short. */
async function faults(page: Page): Promise<string[]> {
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe: loaded } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown[]; html: string }[] }[] }> }
    }
    const { violations } = await loaded.run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${String(target)} ${html.slice(0, 120)}`),
    )
  })
}
