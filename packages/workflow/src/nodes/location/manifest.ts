import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { ConsentDecide } from '../consent/manifest.ts';
import { Key, OWN_KEYS, Reference, haveOwnKeys } from '../shared/fields.ts';
import { RECORDED_ALONE, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';
import { LocationProblem } from './view-schema.ts';

const Latitude = z.number().min(-90).max(90);
const Longitude = z.number().min(-180).max(180);
const Point = z.object({
  latitude: explained(Latitude, text('纬度', 'Latitude')),
  longitude: explained(Longitude, text('经度', 'Longitude')),
});

export const LocationConfig = z.object({
  textVersion: explained(
    Reference.default('location-v1'),
    text('文本版本', 'Version of the text'),
    text('随同意一并留痕。', 'Kept with the decision.'),
  ),
  explanation: explained(
    z.array(LocalText).min(1).max(10),
    text('告知内容', 'What the customer is told'),
    text('为什么需要位置、保存什么、保存多久。', 'Why the position is needed, what is kept of it and for how long.'),
  ),
  withoutIt: explained(
    LocalText.nullable().default(null),
    text('不同意时的替代方式', 'What happens without it'),
    text('告诉客户不同意也能怎样继续办理。', 'Tells the customer how it goes on when they refuse.'),
  ),
  maxAccuracyM: explained(
    z.number().int().min(10).max(100_000).default(1_000),
    text('精度要求（米）', 'As exact as (m)'),
    text('本机构自定；更粗的位置不被接受。', 'The institution’s own figure; what is measured less exactly is not taken.'),
  ),
  decimals: explained(
    z.number().int().min(0).max(6).default(4),
    text('保留小数位', 'Decimals kept'),
    text(
      '在客户的设备上先舍入：4 位约 11 米，2 位约 1 公里。',
      'Rounded on the customer’s device before it is sent: 4 are about 11 m, 2 about 1 km.',
    ),
  ),
  areas: explained(
    z
      .array(
        z.object({
          key: explained(Key, text('区域名', 'Key')),
          border: explained(
            z.array(Point).min(3).max(200),
            text('边界', 'Border'),
            text(
              '依次的顶点；跨越 180° 经线的分成两个区域。',
              'Its corners in order; one that crosses the 180th meridian is given as two.',
            ),
          ),
        }),
      )
      .max(20)
      .refine(haveOwnKeys, OWN_KEYS)
      .default([]),
    text('允许的区域', 'Areas'),
    text('为空时只记录位置，不判断。', 'None: the position is taken and nothing is judged.'),
  ),
  attempts: explained(z.number().int().min(1).max(5).default(3), text('最多尝试次数', 'How often it may be tried')),
  needs: needsField(RECORDED_ALONE),
});
export type LocationConfig = z.infer<typeof LocationConfig>;

export const LocationReport = Point.extend({
  /** Radius within which the device is with a confidence of 95 % (W3C Geolocation, `accuracy`). */
  accuracyM: z.number().nonnegative().max(40_100_000),
});
export const LocationFailure = z.object({ problem: LocationProblem.exclude(['too_coarse']) });

export const locationManifest: NodeManifest<LocationConfig> = {
  type: 'location',
  title: text('客户位置', 'Position'),
  description: text(
    '说明并单独取得同意后，由客户的设备提供位置；不同意有另外的出口。',
    'Asks the customer’s device where it is, after an explanation and a consent of its own; whoever refuses goes another way.',
  ),
  icon: 'map-pin',
  category: 'identity',
  config: LocationConfig,
  outputs: {
    whereabouts: { type: 'string', title: text('是否在区域内', 'Inside the areas') },
    accuracyM: { type: 'number', title: text('精度（米）', 'Accuracy (m)') },
    position: { type: 'object', personal: true, title: text('坐标', 'Co-ordinates') },
  },
  ports: ({ areas }) => ['located', ...((areas ?? []).length > 0 ? ['not_inside'] : []), 'refused', 'not_located'],
  actors: () => ['customer'],
  needs: ({ needs }) => needs,
  actions: {
    decide: { roles: ['customer'], input: ConsentDecide },
    report: { roles: ['customer'], input: LocationReport, personal: true },
    fail: { roles: ['customer'], input: LocationFailure },
    go_without: { roles: ['agent'], input: z.null() },
  },
  waits: true,
};
