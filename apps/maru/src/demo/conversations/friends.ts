/** The direct channel of alice and bob. */
export const friends = `
alice: 안녕하세요, 밥! 앨리스예요
bob: Hi Alice! So this is where everybody meets
alice: 네, 마루예요. 집 한가운데 있는 방이요
bob: I looked it up. An open hall with a wooden floor, cool in summer
alice: 맞아요. 할머니 댁에 있어요
bob: I would like to see one
alice: 가을에 같이 가요. 감나무도 있어요
bob: What is 감?
alice: Persimmon 🍊
bob: Ah! I love them, the soft ones
alice: 저는 단단한 게 좋아요
bob: Then we do not have to share. Perfect
alice: 한국어 공부는 잘 돼요?
bob: 조금. 받침이 어려워요
alice: 잘 쓰는데요!
bob: I write well and speak badly
alice: 그럼 앞으로 저한테는 한국어로만 말하기
bob: 네… 천천히 해 주세요
alice: 약속해요
bob: 오늘 뭐 했어요?
alice: 자전거 탔어요. 강까지
bob: 멀어요?
alice: 왕복 20킬로미터쯤
bob: 우와. I mean: 와!
alice: 다음에 같이 타요
bob: I have no bicycle yet
alice: 빌려줄게요. 동생 게 있어요
bob: 고마워요
alice: 토요일 아침 여덟 시?
bob: Eight, on a Saturday?
alice: 아침에는 사람이 없어서 좋아요
bob: 알겠어요. 여덟 시
alice: 다리 밑에서 만나요
bob: Which of the two bridges?
alice: 파란 다리요
bob: 네, 파란 다리!
alice: 물 꼭 가져오세요
bob: And something to eat?
alice: 제가 주먹밥 만들게요
bob: 앨리스는 천사예요
alice: 하하, 참치 괜찮죠?
bob: Always
alice: 도착했어요. 어디예요?
bob: I see the bridge, but it is green
alice: 그건 초록 다리예요. 조금만 더 오세요
bob: 아, 보여요!
alice: 손 흔들게요 👋
bob: What a morning. Thank you
alice: 저도 즐거웠어요
bob: My legs say otherwise
alice: 내일이면 괜찮을 거예요
bob: 내일도 아파요
alice: 하하하
bob: The picture by the river is my favourite
alice: 저도요. 어머니께 보여드렸어요
bob: What did she say?
alice: 헬멧 예쁘대요
bob: Tell her it is yours
alice: 다음 주에는 산에 갈까요?
bob: 낮은 산이요
alice: 아주 낮은 산으로 찾아볼게요
bob: And I will look for shoes
alice: 발 편한 걸로요
bob: Found some. 이번에는 제가 주먹밥 만들게요
bob: 토요일에 봐요!
`;
