import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedServer, startServer } from '../e2e/start-server.ts'
import { findChromium, noBrowser } from '../testing/find-chromium.ts'

const found = await findChromium()
if (!found) process.stderr.write(`${noBrowser}\n`)

describe.skipIf(!found)('the settings on a real server', () => {
  let server: StartedServer
  let browser: Browser
  let page: Page
  let miras: BrowserContext
  const complaints: string[] = []

  beforeAll(async () => {
    server = await startServer()
    browser = await chromium.launch({ ...found })
    page = await (await newContext()).newPage()
    await page.goto(server.link)
    await page.goto(new URL('/', server.link).href)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test('the list of journeys leads to the settings', async () => {
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'People' }).waitFor()
    expect(await page.getByRole('row', { name: /Admin You/ }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Remove Admin' }).count()).toBe(0)
    await blameless()
  })

  test('an invitation is a link that works once, and can be withdrawn until then', async () => {
    await invite('Jon', 'Agent')
    await dialog().getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Withdraw the link for Jon' }).click()
    await page.getByText('The link for Jon does not work any more').first().waitFor()
    await expect.poll(() => page.getByRole('heading', { name: 'Links nobody has opened yet' }).count()).toBe(0)

    await page.getByRole('button', { name: 'Invite' }).click()
    await dialog().getByRole('button', { name: 'Make a link' }).click()
    await dialog().getByText('Write a name.').waitFor()
    await dialog().getByRole('button', { name: 'Cancel' }).click()

    const link = await invite('Mira', 'Editor')
    await dialog()
      .getByText(/It works once, until \w+day \d+ \w+, \d\d:\d\d\. Whoever opens it is signed in as Mira/)
      .waitFor()
    await blameless()
    await dialog().getByRole('button', { name: 'Done' }).click()
    miras = await newContext()
    const hers = await miras.newPage()
    await hers.goto(link)
    await hers.locator('.card').first().waitFor()
    await page.reload()
    await page.getByRole('row', { name: /Mira.*Editor/ }).waitFor()
    await hers.close()
  })

  test('somebody who is no admin reads the workspace, and the page says why nothing more', async () => {
    const hers = await miras.newPage()
    await hers.goto(new URL('/settings', server.link).href)
    await hers.getByText('You are signed in as Mira, with the role Editor').waitFor()
    const sections = await hers.getByRole('navigation', { name: 'Settings' }).getByRole('link').allTextContents()
    expect(sections).toEqual(['General', 'Queues', 'Opening hours', 'Profile fields', 'Unanswered messages'])
    expect(await hers.getByRole('textbox', { name: 'Name' }).isDisabled()).toBe(true)
    expect(await hers.getByRole('button', { name: 'Save' }).count()).toBe(0)
    expect(await faults(hers)).toEqual([])
    await hers.close()

    const jons = await newContext()
    const his = await jons.newPage()
    await his.goto(await invite('Jon', 'Agent'))
    await dialog().getByRole('button', { name: 'Done' }).click()
    await his.goto(new URL('/settings', server.link).href)
    await his.getByText('Settings are for admins').waitFor()
    expect(await his.getByRole('navigation', { name: 'Settings' }).count()).toBe(0)
    await jons.close()
  })

  test('a token is shown once, does what was chosen, and is revoked', async () => {
    await section('Tokens')
    await page.getByRole('button', { name: 'New token' }).click()
    await dialog().getByRole('button', { name: 'Make a token' }).click()
    await dialog().getByText('Choose at least one thing it may do.').waitFor()
    await dialog().getByRole('textbox', { name: 'Name' }).fill('pipeline')
    await dialog().getByLabel('Read releases').check()
    await blameless()
    await dialog().getByRole('button', { name: 'Make a token' }).click()
    const token = await dialog().getByLabel('Token', { exact: true }).inputValue()
    await dialog().getByRole('button', { name: 'Done' }).click()
    const ask = async (path: string) =>
      (await fetch(new URL(path, server.link), { headers: { authorization: `Bearer ${token}` } })).status
    expect([await ask('/api/releases'), await ask('/api/runs')]).toEqual([200, 403])
    await page.reload()
    await page.getByRole('row', { name: /pipeline Read releases.*just now/ }).waitFor()
    await blameless()
    await page.getByRole('button', { name: 'Revoke pipeline' }).click()
    await dialog().getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(() => page.getByRole('row', { name: /pipeline/ }).count()).toBe(0)
    expect(await ask('/api/releases')).toBe(401)
  })

  test('a queue that was added is offered in a handoff step', async () => {
    await section('Queues')
    await page.getByRole('button', { name: 'Add a queue' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    const fresh = page.getByRole('group', { name: 'New queue' })
    await fresh.getByText('Write a name.').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
    await blameless()
    await fresh.getByRole('textbox', { name: 'Name' }).fill('Night shift')
    const night = page.getByRole('group', { name: 'Night shift' })
    expect(await night.getByRole('textbox', { name: 'Id' }).inputValue()).toBe('night-shift')
    await choose(night.getByRole('combobox', { name: 'Opening hours' }), 'Office hours')
    await save()

    await page.goto(new URL('/journeys/billing-question', server.link).href)
    await page.locator('.card').first().waitFor()
    const handoff = await page.evaluate(async () => {
      const { document } = await (await fetch('/api/documents/billing-question')).json()
      const nodes = Object.values(document.nodes as Record<string, { type: string; name: string }>)
      return nodes.find(({ type }) => type === 'handoff')?.name ?? ''
    })
    await page.getByRole('button', { name: 'Search or run' }).click()
    await page.keyboard.type(`@${handoff}`)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByLabel('Name of the step').inputValue()).toBe(handoff)
    await page.getByRole('combobox', { name: 'Queue' }).click()
    await page.getByRole('option', { name: 'Night shift' }).waitFor()
  })

  test('opening hours have a week, special days and a zone, and what cannot be is said under it', async () => {
    await page.goto(new URL('/settings#hours', server.link).href)
    const office = page.getByRole('group', { name: 'Office hours' })
    const closes = office.getByRole('textbox', { name: 'Monday closes' }).first()
    await closes.fill('8')
    await save(false)
    await office.getByText('It must close after it opens.').waitFor()
    expect(await closes.inputValue()).toBe('08:00')
    await blameless()
    await closes.fill('18.30')
    await office.getByRole('button', { name: 'Same until Friday' }).click()
    await office.getByRole('button', { name: 'Add a special day' }).click()
    await office.getByLabel('Date').fill('2026-12-24')
    await office.getByRole('combobox', { name: 'Time zone' }).fill('Berlin')
    await page.getByRole('option', { name: 'Europe/Berlin' }).click()
    await blameless()
    await save()
    expect((await workspace()).hours.office).toEqual({
      name: 'Office hours',
      zone: 'Europe/Berlin',
      week: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '18:30']]])),
      special: { '2026-12-24': [] },
    })
  })

  test('removing what is in use warns by whom, and what refers to it inside the workspace keeps it', async () => {
    const office = page.getByRole('group', { name: 'Office hours' })
    await office.getByRole('button', { name: 'Remove Office hours' }).click()
    await page.getByText(/“Office hours” is in use: .*After hours.*\(draft, and live as r1\)/).waitFor()
    await save(false)
    await page.getByText(/The queue “Billing” opens by hours that are not there/).waitFor()
    await blameless()
    await page.getByRole('button', { name: 'Discard' }).click()
    await office.waitFor()
    await section('Queues')
    await page.getByRole('button', { name: 'Remove Billing' }).click()
    await page.getByText(/“Billing” is in use: Billing question \(draft, and live as r1\)/).waitFor()
    await blameless()
    await page.getByRole('button', { name: 'Discard' }).click()
  })

  test('profile fields, words for a person and unanswered messages are kept', async () => {
    await section('Profile fields')
    await page.getByRole('button', { name: 'Add a field' }).click()
    await page.getByRole('group', { name: 'New field' }).getByRole('textbox', { name: 'Label' }).fill('Contract ends')
    await choose(page.getByRole('group', { name: 'Contract ends' }).getByRole('combobox', { name: 'Kind' }), 'Date')
    await blameless()
    await save()
    await section('General')
    await page.getByRole('combobox', { name: 'Words that mean “I want a person”' }).fill('persona')
    await page.keyboard.press('Enter')
    await blameless()
    await save()
    await section('Unanswered messages')
    await page.getByRole('textbox', { name: 'The customer is told' }).fill('Hello {{name}}')
    await save(false)
    await page.getByText(/Use plain words here/).waitFor()
    await page.getByRole('textbox', { name: 'The customer is told' }).fill('We read it.')
    await choose(page.getByRole('combobox', { name: 'Waits in' }), 'Night shift')
    await blameless()
    await save()
    expect(await workspace()).toMatchObject({
      profile: { contract_ends: { label: 'Contract ends', type: 'date' } },
      agentWords: ['persona'],
      unclaimed: { text: 'We read it.', queue: 'night-shift' },
    })
  })

  test('two who save other parts both keep theirs; of two who save the same, the second is asked', async () => {
    const second = await page.context().newPage()
    second.on('pageerror', (error) => complaints.push(error.message))
    await second.goto(new URL('/settings#general', server.link).href)
    await second.getByRole('textbox', { name: 'Name' }).fill('Second')
    await section('Profile fields')
    await page.getByRole('group', { name: 'Tier' }).getByRole('textbox', { name: 'Label' }).fill('Level')
    await save()
    await second.getByRole('button', { name: 'Save' }).click()
    await second.getByText('Saved', { exact: true }).first().waitFor()
    expect(await workspace()).toMatchObject({ name: 'Second', profile: { tier: { label: 'Level' } } })

    await section('General')
    await page.getByRole('textbox', { name: 'Name' }).fill('First')
    await second.getByRole('textbox', { name: 'Name' }).fill('Third')
    await second.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await workspace()).name).toBe('Third')
    await save(false)
    await page.getByText('Somebody else saved this while you were changing it').waitFor()
    expect((await workspace()).name).toBe('Third')
    await blameless()
    await page.getByRole('button', { name: 'Take theirs' }).click()
    await expect.poll(() => page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Third')
    await second.close()
  })

  test('somebody removed is out at once', async () => {
    await section('People')
    await page.getByRole('button', { name: 'Remove Mira' }).click()
    await dialog().getByText('Mira is signed out at once').waitFor()
    await blameless()
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await expect.poll(() => page.getByRole('row', { name: /Mira/ }).count()).toBe(0)
    const hers = await miras.newPage()
    await hers.goto(new URL('/settings', server.link).href)
    await hers.getByText('You are not signed in').waitFor()
  })

  test('nothing went wrong on the way', () => {
    // The browser itself complains of answers that refuse, which are part of the story.
    expect(complaints.filter((each) => !/status of (401|403|409)/.test(each))).toEqual([])
  })

  const dialog = () => page.getByRole('dialog')
  const section = async (name: string) => {
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).click()
    await page.getByRole('heading', { name, level: 2 }).waitFor()
  }
  const choose = async (field: ReturnType<Page['getByRole']>, option: string) => {
    await field.click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  const save = async (goes = true) => {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    if (goes) await expect.poll(() => page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
  }
  const workspace = () => page.evaluate(async () => (await (await fetch('/api/workspace')).json()).workspace)
  const invite = async (name: string, role: string) => {
    await page.getByRole('button', { name: 'Invite' }).click()
    await dialog().getByRole('textbox', { name: 'Name' }).fill(name)
    await choose(dialog().getByRole('combobox', { name: 'Role' }), role)
    await dialog().getByRole('button', { name: 'Make a link' }).click()
    return dialog().getByLabel('Link', { exact: true }).inputValue()
  }
  /** No accessibility faults, in both themes. */
  const blameless = async () => {
    expect(await faults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await faults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const newContext = async () => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    })
    context.on('page', (opened) => {
      opened.on('pageerror', (error) => complaints.push(error.message))
      opened.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
    })
    return context
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
