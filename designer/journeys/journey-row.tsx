import { Menu } from '@mantine/core'
import { IconArrowsExchange, IconCopy, IconDots, IconDownload, IconRoute, IconTrash } from '@tabler/icons-react'
import type { DocumentRow } from '#api'
import { ago, t } from '../i18n/t.ts'
import { go } from '../ui/route.ts'
import type { Counts } from './use-problem-counts.ts'

interface Props {
  row: DocumentRow
  counts: Counts | undefined
  onDuplicate: () => void
  onDownload: () => void
  onRemove: () => void
}

/** One journey or protocol of the list. */
export function JourneyRow({ row, counts, onDuplicate, onDownload, onRemove }: Props) {
  const path = `/journeys/${encodeURIComponent(row.id)}`
  return (
    <tr onClick={() => go(path)}>
      <th scope="row">
        <a
          href={path}
          onClick={(event) => {
            event.stopPropagation()
            if (event.metaKey || event.ctrlKey) return
            event.preventDefault()
            go(path)
          }}
        >
          <span className="tile" data-tint={row.kind === 'protocol' ? 'people' : 'message'}>
            {row.kind === 'protocol' ? (
              <IconArrowsExchange size={15} stroke={1.8} />
            ) : (
              <IconRoute size={15} stroke={1.8} />
            )}
          </span>
          {row.name}
        </a>
      </th>
      <td>{row.kind === 'protocol' ? t('Protocol') : t('Journey')}</td>
      <td>
        <Problems found={counts} />
      </td>
      <td>
        <Released row={row} />
      </td>
      <td className="muted" title={new Date(row.updatedAt).toLocaleString('en-GB')}>
        {ago(row.updatedAt, Date.now())}
      </td>
      <td className="journeys-actions">
        <Menu position="bottom-end" width={170}>
          <Menu.Target>
            <button
              type="button"
              className="icon-button"
              aria-label={t('What to do with {name}', { name: row.name })}
              onClick={(event) => event.stopPropagation()}
            >
              <IconDots size={16} />
            </button>
          </Menu.Target>
          <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
            <Menu.Item leftSection={<IconCopy size={15} />} onClick={onDuplicate}>
              {t('Duplicate')}
            </Menu.Item>
            <Menu.Item leftSection={<IconDownload size={15} />} onClick={onDownload}>
              {t('Download JSON')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item data-tone="bad" leftSection={<IconTrash size={15} />} onClick={onRemove}>
              {t('Delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}

function Released({ row: { release, changed } }: { row: DocumentRow }) {
  if (!release) return <span className="muted">{t('Draft')}</span>
  return (
    <span
      className="pill num"
      data-tone={changed ? undefined : 'ok'}
      title={new Date(release.at).toLocaleString('en-GB')}
    >
      {changed ? t('r{n}, draft differs', { n: release.number }) : t('r{n}', { n: release.number })}
    </span>
  )
}

function Problems({ found }: { found: Counts | undefined }) {
  if (!found) return <span className="muted">…</span>
  if (found.errors + found.warnings === 0) return <span className="muted">{t('none')}</span>
  return (
    <span className="pill num" data-tone={found.errors > 0 ? 'bad' : 'warn'}>
      {found.errors > 0 ? t('{n} must fix', { n: found.errors }) : t('{n} should fix', { n: found.warnings })}
    </span>
  )
}
