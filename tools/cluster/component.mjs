/**
 * One of the cluster's parts. Without a `command` it is a step that joins others, and has nothing to stop.
 * @typedef {object} Component
 * @property {string} name
 * @property {string} group what `up --only` names
 * @property {string[]} after names of those that must be ready first
 * @property {import('./install/needs.mjs').Need[]} needs
 * @property {number} [port]
 * @property {(folder: string) => void | Promise<void>} [prepare] writes its configuration, before each start
 * @property {(folder: string) => import('./processes.mjs').Command} [command]
 * @property {() => Promise<void>} [make] what a step does; may be done again
 * @property {() => Promise<boolean>} ready asks it: an open port is not enough. What it throws means no.
 */

/** @param {Component} definition */
export const component = (definition) => definition;
