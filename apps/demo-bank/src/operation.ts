import { createHash } from 'node:crypto';
import type { LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** A request that the system understands and does not carry out. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Gives out the numbers of one request: the same for the same idempotency key. */
export class Numbers {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** So many decimal digits. */
  digits(count: number): string {
    const digest = BigInt(`0x${createHash('sha256').update(this.#key).digest('hex')}`);
    return (digest % 10n ** BigInt(count)).toString().padStart(count, '0');
  }
}

/** Something that one of the bank's systems does when it is asked. */
export interface Operation {
  /** `core.open-account` */
  readonly name: string;
  readonly title: LocalText;
  readonly path: string;
  readonly requestSchema: object;
  readonly responseSchema: object;
  /** @throws ZodError for what is not as the schema says, Refusal */
  answer(request: unknown, numbers: Numbers): unknown;
}

interface Definition<Request extends z.ZodObject, Response extends z.ZodObject> {
  readonly title: LocalText;
  readonly request: Request;
  readonly response: Response;
  readonly answer: (request: z.infer<Request>, numbers: Numbers) => z.infer<Response>;
}

export function defineOperation<Request extends z.ZodObject, Response extends z.ZodObject>(
  system: string,
  operation: string,
  { title, request, response, answer }: Definition<Request, Response>,
): Operation {
  return {
    name: `${system}.${operation}`,
    title,
    path: `/${system}/${operation}`,
    requestSchema: z.toJSONSchema(request),
    responseSchema: z.toJSONSchema(response),
    answer: (input, numbers) => response.parse(answer(request.parse(input), numbers)),
  };
}
