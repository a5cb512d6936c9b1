import { classNames } from '@guichet/ui';
import type { ReactNode } from 'react';
import classes from './list-table.module.css';

export interface ListColumn {
  readonly text: string;
  readonly isNumber?: boolean;
  /** Only for those who listen: what stands below explains itself to the eye. */
  readonly isUnseen?: boolean;
}

interface ListTableProps {
  readonly columns: readonly ListColumn[];
  /** `text`: cells hold sentences and may be several lines high. */
  readonly look?: 'lines' | 'text';
  /** Within a panel, which has the frame. */
  readonly inPanel?: boolean;
  /** Rows of `ListCell`s. */
  readonly children: ReactNode;
}

/** A list with its heads; on a phone each row is a card that names its values. */
export function ListTable({ columns, look = 'lines', inPanel = false, children }: ListTableProps) {
  return (
    <div className={classNames(classes['table'], look === 'text' && classes['text'], inPanel && classes['inPanel'])}>
      <table>
        <thead>
          <tr>
            {columns.map(({ text, isNumber, isUnseen }) => (
              <th key={text} scope="col" className={classNames(isNumber && classes['number'])}>
                {isUnseen === true ? <span className="visually-hidden">{text}</span> : text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

interface ListCellProps {
  readonly label: string;
  readonly isNumber?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function ListCell({ label, isNumber = false, className, children }: ListCellProps) {
  return (
    <td data-label={label} className={classNames(isNumber && classes['number'], className)}>
      <div>{children}</div>
    </td>
  );
}
