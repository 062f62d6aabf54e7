import type { AnyNodeType } from '#sdk'

/** The settings a new step starts with: the preset's, and every default that its schema knows. */
export function firstConfig(type: AnyNodeType, given: Record<string, unknown>): Record<string, unknown> {
  const whole = type.config.safeParse(given)
  if (whole.success) return { ...(whole.data as Record<string, unknown>) }
  return given
}

/** The first setting that is missing or wrong, as a path in words. */
export function firstOpenField(type: AnyNodeType, config: unknown): string | null {
  const parsed = type.config.safeParse(config)
  return parsed.success ? null : (parsed.error.issues[0]?.path.join('.') ?? null)
}
