/** Who can be tried out here: only a Maru that was started with `--demo` says so. */
const { demo: people = '', demoPassword = '' } = document.documentElement.dataset;

export const demo = { people: people.split(' ').filter(Boolean), password: demoPassword } as const;
