import { type ReactFlowState, useConnection, useStore } from '@xyflow/react'

const tileBelow = 0.45

/** Whether we are so far out that cards become tiles. */
export function useFarOut(): boolean {
  return useStore(farOut)
}

/** The zoom in whole per cent. */
export function useZoomPercent(): number {
  return useStore(percent)
}

/** Whether a connection is being drawn. */
export function useConnecting(): boolean {
  return useConnection(connecting)
}

const farOut = (state: ReactFlowState) => state.transform[2] < tileBelow
const percent = (state: ReactFlowState) => Math.round(state.transform[2] * 100)
const connecting = (state: { inProgress: boolean }) => state.inProgress
