import { Hono } from 'hono'
import type { PublishedAnswer, ReleaseRow, ReleasesAnswer, RolledBackAnswer } from '#api'
import { limits } from '#core'
import { audit } from '#store/accounts'
import { listReleases, type ReleaseEntry, releaseText, rollBack } from '#store/releases'
import { deployExported } from '../deploy.ts'
import { type Env, may } from '../may.ts'
import { readText } from '../read-body.ts'
import { refuse } from '../refuse.ts'

/** Releases: listed, read, deployed from a file, rolled back. */
export function releaseRoutes() {
  return new Hono<Env>()
    .get('/api/releases', may('releases.read'), async (c) => {
      const releases = await listReleases(c.get('deps').db, c.req.query('document'))
      return c.json({ releases: releases.map(releaseRow) } satisfies ReleasesAnswer)
    })
    .get('/api/releases/:hash', may('releases.read'), async (c) => {
      const text = await releaseText(c.get('deps').db, c.req.param('hash'))
      if (text === undefined) return refuse(c, 404, 'release.unknown', 'There is no release with this hash.')
      return c.body(text, 200, { 'content-type': 'application/json' })
    })
    .post('/api/releases', may('releases.deploy'), async (c) => {
      const text = await readText(c, limits.releaseBytes)
      if (!text.ok) return text.response
      const deployed = await deployExported(c.get('deps'), text.value, c.get('actor')?.name ?? '')
      if (deployed.ok) return c.json({ release: releaseRow(deployed.release) } satisfies PublishedAnswer, 201)
      return refuse(
        c,
        422,
        'release.refused',
        deployed.problems[0]?.message ?? 'The release cannot be deployed.',
        deployed.problems,
      )
    })
    .post('/api/documents/:id/rollback', may('releases.deploy'), async (c) => {
      const { db, driver, now } = c.get('deps')
      const id = c.req.param('id')
      const by = c.get('actor')?.name ?? ''
      const release = await rollBack(db, id, { by, at: now() })
      if (!release) return refuse(c, 409, 'release.first', `There is no release of “${id}” before the current one.`)
      await audit(db, { at: now(), by, what: 'release.rolled_back', about: `${id} ${release.hash}` })
      driver.released()
      return c.json({ release: releaseRow(release) } satisfies RolledBackAnswer)
    })
}

/** A release as the contract shows it. */
export function releaseRow({
  hash,
  journey,
  number,
  at,
  by,
  note,
  current,
}: ReleaseEntry): ReleaseRow & { journey: string } {
  return { hash, journey, number, at: new Date(at).toISOString(), by, note, current }
}
