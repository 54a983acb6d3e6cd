import type { WorldObject } from '../../../shared/world-object';

/**
 * Lays loose things into the world of a model. Its own bodies keep their places in MuJoCo's arrays: things come after
 * them. The MJCF without things is returned as it was.
 *
 * Contacts with a thing take its parameters alone (`priority`), so what the arm is made of stays as it is. They resist
 * turning as well (`condim` 4), with elliptic friction cones and hard friction (`impratio`): what is held between two
 * fingers neither spins nor creeps out, as the pyramids of MuJoCo's default let it.
 */
export function furnishMjcf(mjcf: string, objects: readonly WorldObject[]): string {
  if (objects.length === 0) return mjcf;
  // MuJoCo merges sections that stand in a file more than once.
  const sections = `  <option cone="elliptic" impratio="10"/>
  <worldbody>
${objects.map(body).join('\n')}
  </worldbody>
`;
  const end = mjcf.lastIndexOf('</mujoco>');
  return `${mjcf.slice(0, end)}${sections}${mjcf.slice(end)}`;
}

/** Where a thing lies until it is placed: on the table, out of the arm's reach. Metres. */
export function storagePosition(object: WorldObject, index: number): readonly [x: number, y: number, z: number] {
  return [-0.5 + 0.1 * index, -0.5, halfHeightM(object)];
}

/** Half the height of a thing that stands upright, metres. */
export function halfHeightM({ shape, size }: WorldObject): number {
  return size[shape === 'box' ? 2 : 1] ?? 0;
}

function body(object: WorldObject, index: number): string {
  const { name, shape, size, massKg, friction, colour } = object;
  return `    <body name="${name}" pos="${storagePosition(object, index).join(' ')}">
      <freejoint/>
      <geom type="${shape}" size="${size.join(' ')}" mass="${massKg}" friction="${friction.join(' ')}" rgba="${colour.join(' ')}" condim="4" priority="1" solref="0.01 1" solimp="0.99 0.999 0.001"/>
    </body>`;
}
