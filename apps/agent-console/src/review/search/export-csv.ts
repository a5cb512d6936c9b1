import { AppError, CSRF_HEADER, type Language, type SessionQuery, WireError } from '@guichet/protocol';
import { type HttpClient, routeUrl } from '../../app/http-client.ts';

/** Has the list made by the counter and hands it to the browser as a file. What is looked for goes in the body: no address, no history. */
export async function exportCsv(http: HttpClient, query: SessionQuery, language: Language): Promise<void> {
  const response = await fetch(routeUrl('search.export'), {
    method: 'POST',
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { 'content-type': 'application/json', ...(http.csrfToken === null ? {} : { [CSRF_HEADER]: http.csrfToken }) },
    body: JSON.stringify({ query, language }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    const refused = WireError.safeParse(await response.json().catch(() => null));
    throw refused.success ? AppError.fromWire(refused.data) : new AppError('internal');
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `sessions-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
