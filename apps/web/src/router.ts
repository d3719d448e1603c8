/** Every page has an address, and every channel and message. Pages that are not needed at once are loaded when they are. */
import { createRouter, createWebHistory } from 'vue-router';
import ChatsPage from './chats/chats-page.vue';
import SignInPage from './session/sign-in-page.vue';
import { useSession } from './session/session.store.js';

const invitePage = () => import('./friends/invite-page.vue');
const friendsPage = () => import('./friends/friends-page.vue');
const roomsPage = () => import('./chats/rooms-page.vue');
const searchPage = () => import('./about/search-page.vue');
const settingsPage = () => import('./settings/settings-page.vue');

/** So that no page is waited for, nor missing without a network. */
export async function loadPages(): Promise<void> {
  await Promise.all([friendsPage(), roomsPage(), searchPage(), settingsPage(), import('./conversation/channel-details.vue')]);
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/chats' },
    { path: '/signin', component: SignInPage, meta: { door: true } },
    { path: '/signup', component: SignInPage, meta: { door: true } },
    { path: '/invite/:code', component: invitePage, meta: { door: true, open: true } },
    { path: '/join/:code', component: invitePage, meta: { door: true, open: true } },
    { path: '/chats/:channelId(\\d+)?', component: ChatsPage, meta: { list: true } },
    { path: '/chats/:channelId(\\d+)/m/:sequence(\\d+)', component: ChatsPage, meta: { list: true } },
    { path: '/friends', component: friendsPage },
    { path: '/rooms', component: roomsPage },
    { path: '/search', component: searchPage },
    { path: '/settings', component: settingsPage },
    { path: '/:nowhere(.*)*', redirect: '/chats' },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  if (session.standing === 'unknown') await session.find();
  if (session.standing === 'out' && to.meta['door'] !== true)
    return { path: '/signin', query: to.fullPath === '/chats' ? {} : { to: to.fullPath } };
  if (session.standing === 'in' && to.meta['door'] === true && to.meta['open'] !== true) return '/chats';
  return true;
});
