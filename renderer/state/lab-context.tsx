import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { LabClient } from './lab-client';
import type { LabState } from './lab-store';

const LabContext = createContext<LabClient | undefined>(undefined);

export function LabProvider({ client, children }: { readonly client: LabClient; readonly children: ReactNode }) {
  return <LabContext.Provider value={client}>{children}</LabContext.Provider>;
}

/** The calls of the lab: `call` shows refusals as toasts, `attempt` gives them back. */
export function useLabClient(): LabClient {
  const client = useContext(LabContext);
  if (!client) throw new Error('useLabClient needs a LabProvider above it.');
  return client;
}

/** A part of the lab's state; renders again when that part changes. */
export function useLab<Part>(select: (state: LabState) => Part): Part {
  return useStore(useLabClient().store, select);
}
