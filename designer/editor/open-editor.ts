import { createStore } from 'zustand/vanilla'
import { sharedRoot } from '#api'
import { catalogOf, Journey, Workspace } from '#core'
import { drawnTypes } from '#nodes'
import { api } from '../api/client.ts'
import { placeAll } from '../canvas/free-place.ts'
import { withPlaces } from '../document/command.ts'
import { connectDocument } from '../document/connection.ts'
import { openDocument } from '../document/open-document.ts'
import { watchOverwritten } from '../document/overwritten.ts'
import { t } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'
import type { Editor, Surroundings } from './editor-context.ts'
import { createInterfaceState } from './interface-state.ts'
import { stepName } from './names.ts'

/** Opens a journey: connects its draft, and loads what it may refer to. */
export function openEditor(id: string): { editor: Editor; close: () => void } {
  const connection = connectDocument(id)
  const document = openDocument(connection.shared)
  const surroundings = createStore<Surroundings>(() => ({
    catalog: catalogOf({ nodes: drawnTypes }),
    documents: [],
    released: null,
    row: null,
  }))
  const refresh = () => load(id, (next) => surroundings.setState(next))
  const editor: Editor = {
    id,
    document,
    connection,
    ui: createInterfaceState(),
    surroundings,
    view: { current: null },
    refresh,
  }

  const placeLost = () => {
    const { journey } = document.store.getState()
    if (!journey) return
    const places = placeAll(journey, surroundings.getState().catalog)
    if (Object.keys(places).length > 0) document.run((before) => withPlaces(before, places))
  }
  const stopPlacing = connection.store.subscribe(({ synced }) => synced && queueMicrotask(placeLost))
  const stopWatching = watchOverwritten(sharedRoot(connection.shared), Date.now, ({ path, by }) => {
    const { journey } = document.store.getState()
    const node = path[0] === 'nodes' ? String(path[1]) : null
    const what = node && journey ? stepName(journey, node) : t('the journey')
    toast(
      t('{name} changed “{field}” of {what} right after you did. Their value stands.', {
        name: connection.nameOf(by) ?? t('Somebody else'),
        field: String(path.at(-1)),
        what,
      }),
    )
  })
  void refresh()
  void api.me().then((me) => me.ok && connection.introduce(me.value.name))
  return {
    editor,
    close() {
      stopPlacing()
      stopWatching()
      connection.close()
      document.close()
    },
  }
}

async function load(id: string, done: (next: Partial<Surroundings>) => void) {
  const [list, workspaceAnswer] = await Promise.all([api.documents(), api.workspace()])
  const rows = list.ok ? list.value.documents : []
  const row = rows.find((each) => each.id === id) ?? null
  const workspace = workspaceAnswer.ok ? Workspace.safeParse(workspaceAnswer.value.workspace) : undefined
  const [others, release] = await Promise.all([
    Promise.all(rows.filter((each) => each.id !== id).map((each) => api.document(each.id))),
    row?.release ? api.release(row.release.hash) : undefined,
  ])
  const documents = Object.fromEntries(
    others.flatMap((answer) => {
      const parsed = answer.ok ? Journey.safeParse(answer.value.document) : undefined
      return parsed?.success ? [[parsed.data.id, parsed.data]] : []
    }),
  )
  const released = release?.ok ? Journey.safeParse(release.value.journey) : undefined
  done({
    documents: rows,
    row,
    released: released?.success ? released.data : null,
    catalog: catalogOf({ nodes: drawnTypes, documents, workspace: workspace?.success ? workspace.data : undefined }),
  })
}
